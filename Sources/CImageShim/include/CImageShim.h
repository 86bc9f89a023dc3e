// libpng and libjpeg report errors by longjmp, which Swift code must never be jumped across. The
// functions here catch every such jump on the C side and return plain values.

#ifndef CIMAGESHIM_H
#define CIMAGESHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CWC_IMAGE_MESSAGE_BYTES 256

/// Why a call failed: the families of ImageError.
typedef enum cwc_image_status {
    CWC_IMAGE_OK = 0,
    CWC_IMAGE_TRUNCATED = 1,
    CWC_IMAGE_MALFORMED = 2,
    CWC_IMAGE_UNSUPPORTED = 3,
    CWC_IMAGE_OUT_OF_MEMORY = 4,
} cwc_image_status;

/// Filled by a call that fails; the message is zero-terminated.
typedef struct cwc_image_error {
    cwc_image_status status;
    char message[CWC_IMAGE_MESSAGE_BYTES];
} cwc_image_error;

/// Shape of a picture: 1 channel is grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; 8 bits each.
typedef struct cwc_image_shape {
    uint32_t width;
    uint32_t height;
    uint32_t channels;
} cwc_image_shape;

// Reading takes two steps, so that the caller can check the shape before it allocates. `bytes` must
// stay valid until the reader is closed. After a failed call the reader may only be closed.

typedef struct cwc_png_reader cwc_png_reader;

/// Reads up to the first pixel. Returns null and fills `error` on failure.
cwc_png_reader *cwc_png_open(
    const uint8_t *bytes, size_t count, cwc_image_shape *shape, cwc_image_error *error);
/// Writes `width * height * channels` samples, rows from the top, and reads to the end of the file.
bool cwc_png_read(cwc_png_reader *reader, uint8_t *samples, cwc_image_error *error);
void cwc_png_close(cwc_png_reader *reader);

typedef struct cwc_jpeg_reader cwc_jpeg_reader;

/// As cwc_png_open.
cwc_jpeg_reader *cwc_jpeg_open(
    const uint8_t *bytes, size_t count, cwc_image_shape *shape, cwc_image_error *error);
/// As cwc_png_read. Damaged entropy-coded data is a failure, not a warning.
bool cwc_jpeg_read(cwc_jpeg_reader *reader, uint8_t *samples, cwc_image_error *error);
void cwc_jpeg_close(cwc_jpeg_reader *reader);

typedef struct cwc_jpeg2000_reader cwc_jpeg2000_reader;

/// As cwc_png_open: a JP2 file or a bare codestream.
cwc_jpeg2000_reader *cwc_jpeg2000_open(
    const uint8_t *bytes, size_t count, cwc_image_shape *shape, cwc_image_error *error);
/// As cwc_png_read.
bool cwc_jpeg2000_read(cwc_jpeg2000_reader *reader, uint8_t *samples, cwc_image_error *error);
void cwc_jpeg2000_close(cwc_jpeg2000_reader *reader);

/// An encoded file. The caller frees `bytes` with free().
typedef struct cwc_image_bytes {
    uint8_t *bytes;
    size_t count;
} cwc_image_bytes;

/// Encodes a whole PNG file without metadata.
bool cwc_png_encode(
    const uint8_t *samples, cwc_image_shape shape, cwc_image_bytes *output, cwc_image_error *error);

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

/// Encodes a whole JPEG file (JFIF, without other metadata) from 1 or 3 channels.
bool cwc_jpeg_encode(
    const uint8_t *samples, cwc_image_shape shape, cwc_jpeg_options options,
    cwc_image_bytes *output, cwc_image_error *error);

/// Encodes a whole JP2 file without metadata, irreversibly, `ratio` times smaller than the samples.
bool cwc_jpeg2000_encode(
    const uint8_t *samples, cwc_image_shape shape, double ratio, cwc_image_bytes *output,
    cwc_image_error *error);

#endif
