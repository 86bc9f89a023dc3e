#include "CImageShim.h"
#include "failure.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>

// MARK: - Jumps and messages

/// Where libjpeg jumps to, and where its message goes. libjpeg's `client_data` points here.
typedef struct escape {
    struct jpeg_error_mgr manager;
    jmp_buf target;
    cwc_image_error *error;
} escape;

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

static void leave(j_common_ptr codec) {
    escape *out = codec->client_data;
    char message[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, message);
    set_error(out->error, status_of(codec->err->msg_code), message);
    longjmp(out->target, 1);
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

static struct jpeg_error_mgr *prepare(escape *out, cwc_image_error *error) {
    jpeg_std_error(&out->manager);
    out->manager.error_exit = leave;
    out->manager.emit_message = emit_message;
    out->manager.output_message = print_nothing;
    out->error = error;
    return &out->manager;
}

// MARK: - Reading

struct cwc_jpeg_reader {
    escape escape;
    struct jpeg_decompress_struct codec;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
};

/// A progressive file may repeat scans without end; each costs a pass over the whole picture.
enum { max_scans = 200 };

static void start_source(j_decompress_ptr codec) { (void)codec; }

/// The whole file is the buffer, so a second filling means that the file ended early.
static boolean refill_source(j_decompress_ptr codec) {
    ERREXIT(codec, JERR_INPUT_EOF);
    return FALSE;
}

static void skip_source(j_decompress_ptr codec, long count) {
    if (count <= 0) return;
    if ((size_t)count > codec->src->bytes_in_buffer) ERREXIT(codec, JERR_INPUT_EOF);
    codec->src->next_input_byte += count;
    codec->src->bytes_in_buffer -= (size_t)count;
}

static void stop_source(j_decompress_ptr codec) { (void)codec; }

static void watch_scans(j_common_ptr codec) {
    if (((j_decompress_ptr)codec)->input_scan_number <= max_scans) return;
    escape *out = codec->client_data;
    set_error(out->error, CWC_IMAGE_UNSUPPORTED, "more than 200 scans");
    longjmp(out->target, 1);
}

cwc_jpeg_reader *cwc_jpeg_open(
    const uint8_t *bytes, size_t count, cwc_image_shape *shape, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    cwc_jpeg_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    struct jpeg_decompress_struct *codec = &reader->codec;
    codec->err = prepare(&reader->escape, error);
    codec->client_data = &reader->escape;
    if (setjmp(reader->escape.target)) {
        cwc_jpeg_close(reader);
        return NULL;
    }
    jpeg_create_decompress(codec);
    reader->source = (struct jpeg_source_mgr){
        .next_input_byte = bytes,
        .bytes_in_buffer = count,
        .init_source = start_source,
        .fill_input_buffer = refill_source,
        .skip_input_data = skip_source,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = stop_source,
    };
    codec->src = &reader->source;
    reader->progress.progress_monitor = watch_scans;
    codec->progress = &reader->progress;
    jpeg_read_header(codec, TRUE);

    switch (codec->jpeg_color_space) {
    case JCS_GRAYSCALE: codec->out_color_space = JCS_GRAYSCALE; break;
    case JCS_RGB:
    case JCS_YCbCr: codec->out_color_space = JCS_RGB; break;
    default:
        set_error(
            error, CWC_IMAGE_UNSUPPORTED,
            codec->num_components == 4 ? "CMYK; only grey and colour (YCbCr or RGB) can be read"
                                       : "neither grey nor colour (YCbCr or RGB)");
        cwc_jpeg_close(reader);
        return NULL;
    }
    shape->width = codec->image_width;
    shape->height = codec->image_height;
    shape->channels = codec->out_color_space == JCS_GRAYSCALE ? 1 : 3;
    return reader;
}

bool cwc_jpeg_read(cwc_jpeg_reader *reader, uint8_t *samples, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    reader->escape.error = error;
    struct jpeg_decompress_struct *codec = &reader->codec;
    if (setjmp(reader->escape.target)) return false;
    jpeg_start_decompress(codec);
    size_t stride = (size_t)codec->output_width * (size_t)codec->output_components;
    while (codec->output_scanline < codec->output_height) {
        JSAMPROW row = samples + codec->output_scanline * stride;
        jpeg_read_scanlines(codec, &row, 1);
    }
    jpeg_finish_decompress(codec);
    return true;
}

void cwc_jpeg_close(cwc_jpeg_reader *reader) {
    jpeg_destroy_decompress(&reader->codec);
    free(reader);
}

// MARK: - Writing

typedef struct writer {
    escape escape;
    struct jpeg_compress_struct codec;
    unsigned char *bytes;
    unsigned long count;
} writer;

static bool write_picture(
    writer *state, const uint8_t *samples, cwc_image_shape shape, cwc_jpeg_options options) {
    struct jpeg_compress_struct *codec = &state->codec;
    if (setjmp(state->escape.target)) return false;
    jpeg_create_compress(codec);
    jpeg_mem_dest(codec, &state->bytes, &state->count);
    codec->image_width = shape.width;
    codec->image_height = shape.height;
    codec->input_components = (int)shape.channels;
    codec->in_color_space = shape.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(codec);
    jpeg_set_quality(codec, options.quality, options.forces_baseline);
    codec->optimize_coding = options.optimizes_huffman;
    if (shape.channels == 3) {
        int factor = options.halves_chroma ? 2 : 1;
        codec->comp_info[0].h_samp_factor = factor;
        codec->comp_info[0].v_samp_factor = factor;
    }
    if (options.progressive) jpeg_simple_progression(codec);
    jpeg_start_compress(codec, TRUE);
    size_t stride = (size_t)shape.width * shape.channels;
    while (codec->next_scanline < codec->image_height) {
        JSAMPROW row = (JSAMPROW)(samples + codec->next_scanline * stride);
        jpeg_write_scanlines(codec, &row, 1);
    }
    jpeg_finish_compress(codec);
    return true;
}

bool cwc_jpeg_encode(
    const uint8_t *samples, cwc_image_shape shape, cwc_jpeg_options options,
    cwc_image_bytes *output, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    writer *state = calloc(1, sizeof *state);
    if (!state) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return false;
    }
    state->codec.err = prepare(&state->escape, error);
    state->codec.client_data = &state->escape;
    bool done = write_picture(state, samples, shape, options);
    jpeg_destroy_compress(&state->codec);
    if (done) {
        *output = (cwc_image_bytes){state->bytes, state->count};
    } else {
        free(state->bytes);
    }
    free(state);
    return done;
}
