#ifndef CWC_PNG_ESCAPE_H
#define CWC_PNG_ESCAPE_H

#include "failure.h"

#include <png.h>
#include <setjmp.h>

/// Where libpng jumps to, and where its message goes: one at the start of each reader and writer.
typedef struct png_escape {
    jmp_buf target;
    cwc_image_error *error;
} png_escape;

static inline void png_fail(png_structp png, png_const_charp message) {
    png_escape *out = png_get_error_ptr(png);
    // Callbacks set their own status before they raise.
    if (out->error->status == CWC_IMAGE_OK) set_error(out->error, CWC_IMAGE_MALFORMED, message);
    longjmp(out->target, 1);
}

static inline void png_ignore_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

#endif
