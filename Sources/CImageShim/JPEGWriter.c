// JPEG through libjpeg-turbo, row by row to a stream.

#include "jpeg_escape.h"

#include <stdlib.h>

struct cwc_jpeg_writer {
    jpeg_escape escape;
    struct jpeg_compress_struct codec;
    struct jpeg_destination_mgr manager;
    cwc_byte_sink sink;
    uint8_t buffer[jpeg_buffer_bytes];
};

// MARK: - Callbacks of libjpeg

static void write_out(j_compress_ptr codec, size_t count) {
    cwc_jpeg_writer *writer = codec->client_data;
    if (!writer->sink.write(writer->sink.context, 0, writer->buffer, count))
        jpeg_leave((j_common_ptr)codec, CWC_IMAGE_STOPPED, "cannot write");
    writer->manager.next_output_byte = writer->buffer;
    writer->manager.free_in_buffer = sizeof writer->buffer;
}

static void start_destination(j_compress_ptr codec) { (void)codec; }

/// The buffer is full, whatever `free_in_buffer` says.
static boolean empty_destination(j_compress_ptr codec) {
    write_out(codec, jpeg_buffer_bytes);
    return TRUE;
}

static void stop_destination(j_compress_ptr codec) {
    write_out(codec, jpeg_buffer_bytes - codec->dest->free_in_buffer);
}

// MARK: - The steps of writing

static void set_up(cwc_jpeg_writer *writer, cwc_image_shape shape, cwc_jpeg_options options) {
    struct jpeg_compress_struct *codec = &writer->codec;
    jpeg_create_compress(codec);
    writer->manager = (struct jpeg_destination_mgr){
        .next_output_byte = writer->buffer,
        .free_in_buffer = sizeof writer->buffer,
        .init_destination = start_destination,
        .empty_output_buffer = empty_destination,
        .term_destination = stop_destination,
    };
    codec->dest = &writer->manager;
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
    // Writes the JFIF segment; the tables follow with the first row.
    jpeg_start_compress(codec, TRUE);
}

cwc_jpeg_writer *cwc_jpeg_create(
    cwc_byte_sink sink, cwc_image_shape shape, cwc_jpeg_options options, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    cwc_jpeg_writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    writer->sink = sink;
    writer->codec.err = jpeg_prepare(&writer->escape, error);
    writer->codec.client_data = &writer->escape;
    if (setjmp(writer->escape.target)) {
        cwc_jpeg_discard(writer);
        return NULL;
    }
    set_up(writer, shape, options);
    return writer;
}

bool cwc_jpeg_write_segment(
    cwc_jpeg_writer *writer, int marker, const uint8_t *bytes, size_t count,
    cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    writer->escape.error = error;
    if (setjmp(writer->escape.target)) return false;
    jpeg_write_marker(&writer->codec, marker, bytes, (unsigned)count);
    return true;
}

bool cwc_jpeg_write_row(cwc_jpeg_writer *writer, const uint8_t *row, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    writer->escape.error = error;
    if (setjmp(writer->escape.target)) return false;
    JSAMPROW samples = (JSAMPROW)row;
    jpeg_write_scanlines(&writer->codec, &samples, 1);
    return true;
}

bool cwc_jpeg_end(cwc_jpeg_writer *writer, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    writer->escape.error = error;
    if (setjmp(writer->escape.target)) return false;
    jpeg_finish_compress(&writer->codec);
    return true;
}

void cwc_jpeg_discard(cwc_jpeg_writer *writer) {
    jpeg_destroy_compress(&writer->codec);
    free(writer);
}
