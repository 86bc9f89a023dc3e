#ifndef CWC_FAILURE_H
#define CWC_FAILURE_H

#include "CImageShim.h"

#include <stdio.h>

static inline void set_error(
    cwc_image_error *error, cwc_image_status status, const char *message) {
    error->status = status;
    snprintf(error->message, sizeof error->message, "%s", message);
}

#endif
