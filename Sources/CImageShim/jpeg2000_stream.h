#ifndef CWC_JPEG2000_STREAM_H
#define CWC_JPEG2000_STREAM_H

#include "failure.h"

#include <openjpeg.h>
#include <string.h>

/// Keeps the first message of a failure: what follows is its consequence.
static inline void jpeg2000_keep_message(const char *message, void *user) {
    cwc_image_error *error = user;
    if (error->status != CWC_IMAGE_OK) return;
    set_error(error, CWC_IMAGE_MALFORMED, message);
    error->message[strcspn(error->message, "\n")] = 0;
}

static inline void jpeg2000_ensure_error(
    cwc_image_error *error, cwc_image_status status, const char *message) {
    if (error->status == CWC_IMAGE_OK) set_error(error, status, message);
}

#endif
