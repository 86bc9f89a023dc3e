// PNG through libpng, row by row to a stream.

#include "png_escape.h"

#include <stdlib.h>

struct cwc_png_writer {
    png_escape escape;
    png_structp png;
    png_infop info;
    cwc_byte_sink sink;
};

static void write_bytes(png_structp png, png_bytep input, size_t count) {
    cwc_png_writer *writer = png_get_io_ptr(png);
    if (writer->sink.write(writer->sink.context, 0, input, count)) return;
    set_error(writer->escape.error, CWC_IMAGE_STOPPED, "cannot write");
    png_error(png, "stopped");
}

static void flush_nothing(png_structp png) { (void)png; }

static void set_up(cwc_png_writer *writer, cwc_image_shape shape) {
    static const int color_types[5] = {
        0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
        PNG_COLOR_TYPE_RGB_ALPHA};
    png_structp png = writer->png;
    png_set_write_fn(png, writer, write_bytes, flush_nothing);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(
        png, writer->info, shape.width, shape.height, shape.bits > 8 ? 16 : 8,
        color_types[shape.channels], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, writer->info);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (shape.bits > 8) png_set_swap(png);
#endif
}

cwc_png_writer *cwc_png_create(cwc_byte_sink sink, cwc_image_shape shape, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    cwc_png_writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    writer->sink = sink;
    writer->escape.error = error;
    // Creating cannot jump: libpng catches its own errors there and returns null.
    writer->png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, writer, png_fail, png_ignore_warning);
    if (writer->png) writer->info = png_create_info_struct(writer->png);
    if (!writer->info) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "libpng cannot start");
        cwc_png_discard(writer);
        return NULL;
    }
    if (setjmp(writer->escape.target)) {
        cwc_png_discard(writer);
        return NULL;
    }
    set_up(writer, shape);
    return writer;
}

bool cwc_png_write_row(cwc_png_writer *writer, const void *row, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    writer->escape.error = error;
    if (setjmp(writer->escape.target)) return false;
    png_write_row(writer->png, row);
    return true;
}

bool cwc_png_end(cwc_png_writer *writer, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    writer->escape.error = error;
    if (setjmp(writer->escape.target)) return false;
    png_write_end(writer->png, NULL);
    return true;
}

void cwc_png_discard(cwc_png_writer *writer) {
    if (writer->png) png_destroy_write_struct(&writer->png, &writer->info);
    free(writer);
}
