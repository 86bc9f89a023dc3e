// libpng and libjpeg report errors by longjmp, which Swift code must never be jumped across. The
// functions here catch every such jump on the C side and return plain values.

#ifndef CIMAGESHIM_H
#define CIMAGESHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CWC_IMAGE_MESSAGE_BYTES 256

/// Why a call failed: the families of ImageError, and failures of the callbacks.
typedef enum cwc_image_status {
    CWC_IMAGE_OK = 0,
    CWC_IMAGE_TRUNCATED = 1,
    CWC_IMAGE_MALFORMED = 2,
    CWC_IMAGE_UNSUPPORTED = 3,
    CWC_IMAGE_OUT_OF_MEMORY = 4,
    CWC_IMAGE_LIMIT_EXCEEDED = 5,
    /// A callback returned false; its owner knows why.
    CWC_IMAGE_STOPPED = 6,
} cwc_image_status;

/// Filled by a call that fails; the message is zero-terminated.
typedef struct cwc_image_error {
    cwc_image_status status;
    char message[CWC_IMAGE_MESSAGE_BYTES];
} cwc_image_error;

/// Shape of a picture: 1 channel is grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
typedef struct cwc_image_shape {
    uint32_t width;
    uint32_t height;
    uint32_t channels;
    /// Bits of a sample, 1...16; of a palette's colours 8.
    uint32_t bits;
} cwc_image_shape;

// MARK: - Bytes in and out

/// A file from its start: `read` returns how many bytes it wrote to `buffer`, fewer than `count`
/// only where the file ends.
typedef struct cwc_byte_source {
    void *context;
    size_t (*read)(void *context, uint8_t *buffer, size_t count);
} cwc_byte_source;

/// A file with random access: as cwc_byte_source, from `offset` on.
typedef struct cwc_random_source {
    void *context;
    size_t (*read)(void *context, uint64_t offset, uint8_t *buffer, size_t count);
} cwc_random_source;

/// Takes bytes of a file, or of a part of one: `kind` is the type of a PNG chunk as a big-endian
/// number, or the marker of a JPEG segment.
typedef struct cwc_byte_sink {
    void *context;
    bool (*write)(void *context, uint32_t kind, const uint8_t *bytes, size_t count);
} cwc_byte_sink;

// MARK: - Reading

// A reader is opened, which reads up to the first pixel, so that the caller can check the shape
// before anything large is allocated; it is started, its rows are read from the top, and it is
// finished, which reads the rest of the file. After a failed call it may only be closed. Whatever
// the callbacks use must live until then.

typedef struct cwc_png_reader cwc_png_reader;

/// Returns null and fills `error` on failure. `chunks` takes each optional chunk but tRNS, whole and
/// checked; those with metadata may have `max_chunk_bytes` each, others are skipped above that.
cwc_png_reader *cwc_png_open(
    cwc_byte_source source, cwc_byte_sink chunks, size_t max_chunk_bytes, cwc_image_shape *shape,
    cwc_image_error *error);
/// Whether cwc_png_read_whole must be called in place of cwc_png_read_row.
bool cwc_png_is_interlaced(const cwc_png_reader *reader);
/// Rows get samples of 16 bits in the machine's byte order, if the file has them and `keeps_16_bits`
/// is set; else of 8 bits, to the nearest level.
bool cwc_png_start(cwc_png_reader *reader, bool keeps_16_bits, cwc_image_error *error);
bool cwc_png_read_row(cwc_png_reader *reader, void *row, cwc_image_error *error);
/// Reads all rows, one behind the other.
bool cwc_png_read_whole(cwc_png_reader *reader, void *samples, cwc_image_error *error);
bool cwc_png_finish(cwc_png_reader *reader, cwc_image_error *error);
void cwc_png_close(cwc_png_reader *reader);

typedef struct cwc_jpeg_reader cwc_jpeg_reader;

/// As cwc_png_open; `segments` takes APP1 and APP2 up to the first scan.
cwc_jpeg_reader *cwc_jpeg_open(
    cwc_byte_source source, cwc_byte_sink segments, cwc_image_shape *shape,
    cwc_image_error *error);
/// Bytes of the coefficients that libjpeg keeps of a file of several scans; 0 for one scan.
uint64_t cwc_jpeg_coefficient_bytes(const cwc_jpeg_reader *reader);
bool cwc_jpeg_start(cwc_jpeg_reader *reader, cwc_image_error *error);
/// Damaged entropy-coded data is a failure, not a warning.
bool cwc_jpeg_read_row(cwc_jpeg_reader *reader, uint8_t *row, cwc_image_error *error);
bool cwc_jpeg_finish(cwc_jpeg_reader *reader, cwc_image_error *error);
void cwc_jpeg_close(cwc_jpeg_reader *reader);

typedef struct cwc_jpeg2000_reader cwc_jpeg2000_reader;

/// As cwc_png_open: a JP2 file, or a bare codestream if so said, of `count` bytes.
cwc_jpeg2000_reader *cwc_jpeg2000_open(
    cwc_random_source source, uint64_t count, bool is_codestream, cwc_image_shape *shape,
    cwc_image_error *error);
/// Decodes the whole picture and closes the file; four bytes a sample.
bool cwc_jpeg2000_decode(cwc_jpeg2000_reader *reader, cwc_image_error *error);
/// Writes samples 0...`maximum`, which is 255 for samples of 8 bits, else of 16 bits.
void cwc_jpeg2000_get_row(
    const cwc_jpeg2000_reader *reader, uint32_t y, uint32_t maximum, void *row);
void cwc_jpeg2000_close(cwc_jpeg2000_reader *reader);

// MARK: - Writing

// A writer is created, which writes up to the place where metadata go; it takes its rows from the
// top, and is finished. After a failed call it may only be closed.

typedef struct cwc_png_writer cwc_png_writer;

/// Samples of 8 bits, or of 16 in the machine's byte order.
cwc_png_writer *cwc_png_create(cwc_byte_sink sink, cwc_image_shape shape, cwc_image_error *error);
bool cwc_png_write_row(cwc_png_writer *writer, const void *row, cwc_image_error *error);
bool cwc_png_end(cwc_png_writer *writer, cwc_image_error *error);
void cwc_png_discard(cwc_png_writer *writer);

typedef struct cwc_jpeg_options {
    /// 1...100 on the scale of libjpeg.
    int quality;
    /// Chroma at half the width and height (4:2:0), else at full size (4:4:4).
    bool halves_chroma;
    bool optimizes_huffman;
    bool progressive;
    /// Quantizers of at most 255, which every decoder reads; they limit qualities below 25.
    bool forces_baseline;
} cwc_jpeg_options;

typedef struct cwc_jpeg_writer cwc_jpeg_writer;

/// JFIF from 1 or 3 channels of 8 bits.
cwc_jpeg_writer *cwc_jpeg_create(
    cwc_byte_sink sink, cwc_image_shape shape, cwc_jpeg_options options, cwc_image_error *error);
/// Before the first row: at most 65533 bytes.
bool cwc_jpeg_write_segment(
    cwc_jpeg_writer *writer, int marker, const uint8_t *bytes, size_t count,
    cwc_image_error *error);
bool cwc_jpeg_write_row(cwc_jpeg_writer *writer, const uint8_t *row, cwc_image_error *error);
bool cwc_jpeg_end(cwc_jpeg_writer *writer, cwc_image_error *error);
void cwc_jpeg_discard(cwc_jpeg_writer *writer);

typedef struct cwc_jpeg2000_writer cwc_jpeg2000_writer;

/// A JP2 file without metadata. Holds the whole picture, four bytes a sample.
cwc_jpeg2000_writer *cwc_jpeg2000_create(cwc_image_shape shape, cwc_image_error *error);
/// Samples of 8 bits, or of 16 when the shape has more.
void cwc_jpeg2000_set_row(cwc_jpeg2000_writer *writer, uint32_t y, const void *row);
/// Encodes irreversibly, `ratio` times smaller than the samples.
bool cwc_jpeg2000_end(
    cwc_jpeg2000_writer *writer, double ratio, cwc_byte_sink sink, cwc_image_error *error);
void cwc_jpeg2000_discard(cwc_jpeg2000_writer *writer);

#endif
