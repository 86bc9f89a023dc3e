#include "CImageShim.h"
#include "failure.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// MARK: - Jumps and messages

/// Where libpng jumps to, and where its message goes. One lives at the start of each state below.
typedef struct escape {
    jmp_buf target;
    cwc_image_error *error;
} escape;

static void fail(png_structp png, png_const_charp message) {
    escape *out = png_get_error_ptr(png);
    // The data source sets its own status before it raises.
    if (out->error->status == CWC_IMAGE_OK) set_error(out->error, CWC_IMAGE_MALFORMED, message);
    longjmp(out->target, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

// MARK: - Reading

struct cwc_png_reader {
    escape escape;
    png_structp png;
    png_infop info;
    const uint8_t *next;
    size_t remaining;
    cwc_image_shape shape;
    png_bytepp rows;
};

static void read_bytes(png_structp png, png_bytep output, size_t count) {
    cwc_png_reader *reader = png_get_io_ptr(png);
    if (count > reader->remaining) {
        set_error(reader->escape.error, CWC_IMAGE_TRUNCATED, "the file ends early");
        png_error(png, "truncated");
    }
    memcpy(output, reader->next, count);
    reader->next += count;
    reader->remaining -= count;
}

cwc_png_reader *cwc_png_open(
    const uint8_t *bytes, size_t count, cwc_image_shape *shape, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    cwc_png_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    reader->escape.error = error;
    reader->next = bytes;
    reader->remaining = count;
    if (setjmp(reader->escape.target)) {
        cwc_png_close(reader);
        return NULL;
    }
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, fail, ignore_warning);
    if (reader->png) reader->info = png_create_info_struct(reader->png);
    if (!reader->info) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "libpng cannot start");
        cwc_png_close(reader);
        return NULL;
    }
    png_structp png = reader->png;
    png_set_read_fn(png, reader, read_bytes);
    // Every optional chunk but tRNS is skipped unread: metadata are read on the Swift side, byte
    // for byte. The caller limits the number of pixels, so the longest side needs no limit of its
    // own.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_read_info(png, reader->info);

    // libpng allocates rows as soon as the transformations of cwc_png_read are in force, so the
    // shape that they will give is worked out here.
    int color_type = png_get_color_type(png, reader->info);
    bool alpha =
        color_type & PNG_COLOR_MASK_ALPHA || png_get_valid(png, reader->info, PNG_INFO_tRNS);
    reader->shape = (cwc_image_shape){
        .width = png_get_image_width(png, reader->info),
        .height = png_get_image_height(png, reader->info),
        .channels = (color_type & PNG_COLOR_MASK_COLOR ? 3 : 1) + (alpha ? 1 : 0),
    };
    *shape = reader->shape;
    return reader;
}

bool cwc_png_read(cwc_png_reader *reader, uint8_t *samples, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    reader->escape.error = error;
    size_t height = reader->shape.height;
    size_t stride = (size_t)reader->shape.width * reader->shape.channels;
    reader->rows = calloc(height, sizeof *reader->rows);
    if (!reader->rows) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return false;
    }
    for (size_t y = 0; y < height; y++) reader->rows[y] = samples + y * stride;
    if (setjmp(reader->escape.target)) return false;
    png_structp png = reader->png;
    png_set_expand(png);    // palettes to RGB, 1, 2 and 4 bits to 8, tRNS to alpha
    png_set_scale_16(png);  // to the nearest of 256 levels
    png_set_interlace_handling(png);
    png_read_update_info(png, reader->info);
    if (png_get_rowbytes(png, reader->info) != stride) png_error(png, "unexpected row length");
    png_read_image(png, reader->rows);
    png_read_end(png, NULL);
    return true;
}

void cwc_png_close(cwc_png_reader *reader) {
    if (reader->png) png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader->rows);
    free(reader);
}

// MARK: - Writing

typedef struct writer {
    escape escape;
    png_structp png;
    png_infop info;
    cwc_image_bytes output;
    size_t capacity;
} writer;

static void write_bytes(png_structp png, png_bytep input, size_t count) {
    writer *state = png_get_io_ptr(png);
    if (count > state->capacity - state->output.count) {
        size_t capacity = 2 * (state->output.count + count) + 4096;
        uint8_t *grown = realloc(state->output.bytes, capacity);
        if (!grown) {
            set_error(state->escape.error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
            png_error(png, "memory");
        }
        state->output.bytes = grown;
        state->capacity = capacity;
    }
    memcpy(state->output.bytes + state->output.count, input, count);
    state->output.count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

static bool write_picture(writer *state, const uint8_t *samples, cwc_image_shape shape) {
    static const int color_types[5] = {
        0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
        PNG_COLOR_TYPE_RGB_ALPHA};
    if (setjmp(state->escape.target)) return false;
    png_structp png = state->png;
    png_set_write_fn(png, state, write_bytes, flush_nothing);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(
        png, state->info, shape.width, shape.height, 8, color_types[shape.channels],
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, state->info);
    size_t stride = (size_t)shape.width * shape.channels;
    for (size_t y = 0; y < shape.height; y++) png_write_row(png, samples + y * stride);
    png_write_end(png, NULL);
    return true;
}

bool cwc_png_encode(
    const uint8_t *samples, cwc_image_shape shape, cwc_image_bytes *output,
    cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    bool done = false;
    writer *state = calloc(1, sizeof *state);
    if (state) {
        state->escape.error = error;
        // Creating cannot jump: libpng catches its own errors there and returns null.
        state->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, state, fail, ignore_warning);
        if (state->png) state->info = png_create_info_struct(state->png);
    }
    if (state && state->info) {
        done = write_picture(state, samples, shape);
    } else {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "libpng cannot start");
    }
    if (done) {
        *output = state->output;
    } else if (state) {
        free(state->output.bytes);
    }
    if (state && state->png) png_destroy_write_struct(&state->png, &state->info);
    free(state);
    return done;
}
