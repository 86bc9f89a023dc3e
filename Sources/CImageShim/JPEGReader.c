// JPEG through libjpeg-turbo, row by row from a stream.

#include "jpeg_escape.h"

#include <stdlib.h>
#include <string.h>

#include <jerror.h>

struct cwc_jpeg_reader {
    jpeg_escape escape;
    struct jpeg_decompress_struct codec;
    struct jpeg_source_mgr manager;
    struct jpeg_progress_mgr progress;
    cwc_byte_source source;
    cwc_byte_sink segments;
    /// Segments between the scans are not handed on.
    bool started;
    uint8_t buffer[jpeg_buffer_bytes];
    uint8_t segment[65533];
};

/// A progressive file may repeat scans without end; each costs a pass over the whole picture.
enum { max_scans = 200 };

// MARK: - Callbacks of libjpeg

static cwc_jpeg_reader *reader_of(j_decompress_ptr codec) { return codec->client_data; }

static void start_source(j_decompress_ptr codec) { (void)codec; }

static boolean refill_source(j_decompress_ptr codec) {
    cwc_jpeg_reader *reader = reader_of(codec);
    cwc_byte_source source = reader->source;
    size_t count = source.read(source.context, reader->buffer, sizeof reader->buffer);
    if (count == 0) ERREXIT(codec, JERR_INPUT_EOF);
    reader->manager.next_input_byte = reader->buffer;
    reader->manager.bytes_in_buffer = count;
    return TRUE;
}

static void skip_source(j_decompress_ptr codec, long count) {
    if (count <= 0) return;
    struct jpeg_source_mgr *manager = codec->src;
    while ((size_t)count > manager->bytes_in_buffer) {
        count -= (long)manager->bytes_in_buffer;
        refill_source(codec);
    }
    manager->next_input_byte += count;
    manager->bytes_in_buffer -= (size_t)count;
}

static void stop_source(j_decompress_ptr codec) { (void)codec; }

static void copy_source(j_decompress_ptr codec, uint8_t *output, size_t count) {
    struct jpeg_source_mgr *manager = codec->src;
    while (count > 0) {
        if (manager->bytes_in_buffer == 0) refill_source(codec);
        size_t part = count < manager->bytes_in_buffer ? count : manager->bytes_in_buffer;
        memcpy(output, manager->next_input_byte, part);
        manager->next_input_byte += part;
        manager->bytes_in_buffer -= part;
        output += part;
        count -= part;
    }
}

/// Called behind the marker of a segment: two bytes of length, which counts them, and the payload.
static boolean take_segment(j_decompress_ptr codec) {
    cwc_jpeg_reader *reader = reader_of(codec);
    uint8_t head[2];
    copy_source(codec, head, 2);
    size_t count = (size_t)head[0] << 8 | head[1];
    if (count < 2) return TRUE;  // as libjpeg does with segments that it skips
    count -= 2;
    copy_source(codec, reader->segment, count);
    cwc_byte_sink sink = reader->segments;
    uint32_t marker = (uint32_t)codec->unread_marker;
    if (!reader->started && !sink.write(sink.context, marker, reader->segment, count))
        jpeg_leave((j_common_ptr)codec, CWC_IMAGE_STOPPED, "a segment was refused");
    return TRUE;
}

static void watch_scans(j_common_ptr codec) {
    if (((j_decompress_ptr)codec)->input_scan_number > max_scans)
        jpeg_leave(codec, CWC_IMAGE_UNSUPPORTED, "more than 200 scans");
}

// MARK: - The steps of reading

static void set_up(cwc_jpeg_reader *reader) {
    struct jpeg_decompress_struct *codec = &reader->codec;
    jpeg_create_decompress(codec);
    reader->manager = (struct jpeg_source_mgr){
        .init_source = start_source,
        .fill_input_buffer = refill_source,
        .skip_input_data = skip_source,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = stop_source,
    };
    codec->src = &reader->manager;
    reader->progress.progress_monitor = watch_scans;
    codec->progress = &reader->progress;
    jpeg_set_marker_processor(codec, JPEG_APP0 + 1, take_segment);
    jpeg_set_marker_processor(codec, JPEG_APP0 + 2, take_segment);
    jpeg_read_header(codec, TRUE);
    reader->started = true;

    switch (codec->jpeg_color_space) {
    case JCS_GRAYSCALE: codec->out_color_space = JCS_GRAYSCALE; break;
    case JCS_RGB:
    case JCS_YCbCr: codec->out_color_space = JCS_RGB; break;
    default:
        jpeg_leave(
            (j_common_ptr)codec, CWC_IMAGE_UNSUPPORTED,
            codec->num_components == 4 ? "CMYK; only grey and colour (YCbCr or RGB) can be read"
                                       : "neither grey nor colour (YCbCr or RGB)");
    }
}

cwc_jpeg_reader *cwc_jpeg_open(
    cwc_byte_source source, cwc_byte_sink segments, cwc_image_shape *shape,
    cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    cwc_jpeg_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    reader->source = source;
    reader->segments = segments;
    struct jpeg_decompress_struct *codec = &reader->codec;
    codec->err = jpeg_prepare(&reader->escape, error);
    codec->client_data = &reader->escape;
    if (setjmp(reader->escape.target)) {
        cwc_jpeg_close(reader);
        return NULL;
    }
    set_up(reader);
    *shape = (cwc_image_shape){
        .width = codec->image_width,
        .height = codec->image_height,
        .channels = codec->out_color_space == JCS_GRAYSCALE ? 1 : 3,
        .bits = 8,
    };
    return reader;
}

uint64_t cwc_jpeg_coefficient_bytes(const cwc_jpeg_reader *reader) {
    // The function of libjpeg takes a pointer that it could write through, and does not.
    struct jpeg_decompress_struct *codec = (struct jpeg_decompress_struct *)&reader->codec;
    if (!jpeg_has_multiple_scans(codec)) return 0;
    uint64_t blocks = 0;
    for (int c = 0; c < codec->num_components; c++)
        blocks += (uint64_t)codec->comp_info[c].width_in_blocks * codec->comp_info[c].height_in_blocks;
    return blocks * sizeof(JBLOCK);
}

bool cwc_jpeg_start(cwc_jpeg_reader *reader, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    reader->escape.error = error;
    if (setjmp(reader->escape.target)) return false;
    jpeg_start_decompress(&reader->codec);
    return true;
}

bool cwc_jpeg_read_row(cwc_jpeg_reader *reader, uint8_t *row, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    reader->escape.error = error;
    if (setjmp(reader->escape.target)) return false;
    jpeg_read_scanlines(&reader->codec, &row, 1);
    return true;
}

bool cwc_jpeg_finish(cwc_jpeg_reader *reader, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    reader->escape.error = error;
    if (setjmp(reader->escape.target)) return false;
    jpeg_finish_decompress(&reader->codec);
    return true;
}

void cwc_jpeg_close(cwc_jpeg_reader *reader) {
    jpeg_destroy_decompress(&reader->codec);
    free(reader);
}
