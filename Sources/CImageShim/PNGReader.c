// PNG through libpng, row by row from a stream.

#include "png_escape.h"

#include <stdlib.h>
#include <string.h>

struct cwc_png_reader {
    png_escape escape;
    png_structp png;
    png_infop info;
    cwc_byte_source source;
    cwc_byte_sink chunks;
    size_t max_chunk_bytes;
    cwc_image_shape shape;
    png_bytepp rows;
};

// MARK: - Callbacks of libpng

static bool is_metadata(const uint8_t *type) {
    return !memcmp(type, "iCCP", 4) || !memcmp(type, "eXIf", 4) || !memcmp(type, "iTXt", 4);
}

static void read_bytes(png_structp png, png_bytep output, size_t count) {
    cwc_png_reader *reader = png_get_io_ptr(png);
    if (reader->source.read(reader->source.context, output, count) < count) {
        set_error(reader->escape.error, CWC_IMAGE_TRUNCATED, "the file ends early");
        png_error(png, "truncated");
    }
    // The head of a chunk is its length and type. libpng would skip what is too long.
    if (png_get_io_state(png) == (PNG_IO_READING | PNG_IO_CHUNK_HDR) && count == 8 &&
        png_get_uint_32(output) > reader->max_chunk_bytes && is_metadata(output + 4)) {
        set_error(reader->escape.error, CWC_IMAGE_LIMIT_EXCEEDED, "too much metadata");
        png_error(png, "limit");
    }
}

static int take_chunk(png_structp png, png_unknown_chunkp chunk) {
    cwc_png_reader *reader = png_get_user_chunk_ptr(png);
    uint32_t kind = png_get_uint_32(chunk->name);
    if (!reader->chunks.write(reader->chunks.context, kind, chunk->data, chunk->size)) {
        set_error(reader->escape.error, CWC_IMAGE_STOPPED, "a chunk was refused");
        png_error(png, "stopped");
    }
    return 1;
}

// MARK: - The steps of reading

static void set_up(cwc_png_reader *reader) {
    png_structp png = reader->png;
    png_set_read_fn(png, reader, read_bytes);
    // Every optional chunk but tRNS is handed on, byte for byte, for libpng drops a profile that it
    // finds fault with. A wrong CRC is an error everywhere. The caller limits the number of pixels,
    // so the longest side needs no limit of its own.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_read_user_chunk_fn(png, reader, take_chunk);
    png_set_chunk_malloc_max(png, reader->max_chunk_bytes);
    png_set_crc_action(png, PNG_CRC_DEFAULT, PNG_CRC_ERROR_QUIT);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_read_info(png, reader->info);

    // libpng allocates rows as soon as the transformations of cwc_png_start are in force, so the
    // shape that they will give is worked out here.
    int color_type = png_get_color_type(png, reader->info);
    bool alpha =
        color_type & PNG_COLOR_MASK_ALPHA || png_get_valid(png, reader->info, PNG_INFO_tRNS);
    bool palette = color_type == PNG_COLOR_TYPE_PALETTE;
    reader->shape = (cwc_image_shape){
        .width = png_get_image_width(png, reader->info),
        .height = png_get_image_height(png, reader->info),
        .channels = (color_type & PNG_COLOR_MASK_COLOR ? 3 : 1) + (alpha ? 1 : 0),
        .bits = palette ? 8 : png_get_bit_depth(png, reader->info),
    };
}

cwc_png_reader *cwc_png_open(
    cwc_byte_source source, cwc_byte_sink chunks, size_t max_chunk_bytes, cwc_image_shape *shape,
    cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    cwc_png_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    reader->escape.error = error;
    reader->source = source;
    reader->chunks = chunks;
    reader->max_chunk_bytes = max_chunk_bytes;
    if (setjmp(reader->escape.target)) {
        cwc_png_close(reader);
        return NULL;
    }
    reader->png =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, png_fail, png_ignore_warning);
    if (reader->png) reader->info = png_create_info_struct(reader->png);
    if (!reader->info) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "libpng cannot start");
        cwc_png_close(reader);
        return NULL;
    }
    set_up(reader);
    *shape = reader->shape;
    return reader;
}

bool cwc_png_is_interlaced(const cwc_png_reader *reader) {
    return png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE;
}

static void expect_errors(cwc_png_reader *reader, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    reader->escape.error = error;
}

bool cwc_png_start(cwc_png_reader *reader, bool keeps_16_bits, cwc_image_error *error) {
    expect_errors(reader, error);
    if (setjmp(reader->escape.target)) return false;
    png_structp png = reader->png;
    bool wide = keeps_16_bits && reader->shape.bits == 16;
    png_set_expand(png);  // palettes to RGB, 1, 2 and 4 bits to 8, tRNS to alpha
    if (!wide) png_set_scale_16(png);  // to the nearest of 256 levels
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (wide) png_set_swap(png);
#endif
    png_set_interlace_handling(png);
    png_read_update_info(png, reader->info);
    size_t samples = (size_t)reader->shape.width * reader->shape.channels;
    if (png_get_rowbytes(png, reader->info) != (wide ? 2 : 1) * samples)
        png_error(png, "unexpected row length");
    return true;
}

bool cwc_png_read_row(cwc_png_reader *reader, void *row, cwc_image_error *error) {
    expect_errors(reader, error);
    if (setjmp(reader->escape.target)) return false;
    png_read_row(reader->png, row, NULL);
    return true;
}

bool cwc_png_read_whole(cwc_png_reader *reader, void *samples, cwc_image_error *error) {
    expect_errors(reader, error);
    size_t height = reader->shape.height;
    size_t stride = png_get_rowbytes(reader->png, reader->info);
    reader->rows = calloc(height, sizeof *reader->rows);
    if (!reader->rows) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return false;
    }
    for (size_t y = 0; y < height; y++) reader->rows[y] = (png_bytep)samples + y * stride;
    if (setjmp(reader->escape.target)) return false;
    png_read_image(reader->png, reader->rows);
    return true;
}

bool cwc_png_finish(cwc_png_reader *reader, cwc_image_error *error) {
    expect_errors(reader, error);
    if (setjmp(reader->escape.target)) return false;
    png_read_end(reader->png, reader->info);
    return true;
}

void cwc_png_close(cwc_png_reader *reader) {
    if (reader->png) png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader->rows);
    free(reader);
}
