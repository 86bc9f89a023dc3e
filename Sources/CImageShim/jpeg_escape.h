#ifndef CWC_JPEG_ESCAPE_H
#define CWC_JPEG_ESCAPE_H

#include "failure.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

/// Bytes that go to or come from a callback at a time.
enum { jpeg_buffer_bytes = 1 << 16 };

/// Where libjpeg jumps to, and where its message goes. libjpeg's `client_data` points here.
typedef struct jpeg_escape {
    struct jpeg_error_mgr manager;
    jmp_buf target;
    cwc_image_error *error;
} jpeg_escape;

/// Makes libjpeg's error manager, which damaged entropy-coded data stop.
struct jpeg_error_mgr *jpeg_prepare(jpeg_escape *out, cwc_image_error *error);

/// Sets the error and jumps.
_Noreturn void jpeg_leave(j_common_ptr codec, cwc_image_status status, const char *message);

#endif
