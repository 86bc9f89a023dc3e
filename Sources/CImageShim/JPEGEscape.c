#include "jpeg_escape.h"

#include <jerror.h>

static cwc_image_status status_of(int code) {
    switch (code) {
    case JERR_INPUT_EOF:
    case JWRN_JPEG_EOF: return CWC_IMAGE_TRUNCATED;
    case JERR_OUT_OF_MEMORY: return CWC_IMAGE_OUT_OF_MEMORY;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
    case JERR_WIDTH_OVERFLOW: return CWC_IMAGE_UNSUPPORTED;
    default: return CWC_IMAGE_MALFORMED;
    }
}

void jpeg_leave(j_common_ptr codec, cwc_image_status status, const char *message) {
    jpeg_escape *out = codec->client_data;
    set_error(out->error, status, message);
    longjmp(out->target, 1);
}

static void leave(j_common_ptr codec) {
    char message[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, message);
    jpeg_leave(codec, status_of(codec->err->msg_code), message);
}

/// Level -1 is a warning. libjpeg would go on and show a damaged picture; we only go on when the
/// entropy-coded data are whole.
static void emit_message(j_common_ptr codec, int level) {
    if (level >= 0) return;
    switch (codec->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL:
    case JWRN_TOO_MUCH_DATA: return;
    default: leave(codec);
    }
}

static void print_nothing(j_common_ptr codec) { (void)codec; }

struct jpeg_error_mgr *jpeg_prepare(jpeg_escape *out, cwc_image_error *error) {
    jpeg_std_error(&out->manager);
    out->manager.error_exit = leave;
    out->manager.emit_message = emit_message;
    out->manager.output_message = print_nothing;
    out->error = error;
    return &out->manager;
}
