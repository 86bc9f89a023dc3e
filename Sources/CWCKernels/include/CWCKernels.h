// Integer network kernels. Spec/model.md §2.
//
// A kernel is a plain function over memory that its caller owns: it allocates nothing and keeps no
// state. Each instruction-set level has one constant table of kernels, and all levels give the same
// bytes. The scalar level is written for reading; it is the reference of the others and stays.
//
// Tensors are [H, W, C] of int16, channels last, without gaps. Sizes and parameters have been
// checked by the caller; the kernels assert what they rely on.

#ifndef CWC_KERNELS_H
#define CWC_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// The shape of a convolution and the integers that hold for all of its channels.
typedef struct cwc_convolution {
    int32_t input_channels;
    int32_t output_channels;
    int32_t kernel;   // height and width of the kernel
    int32_t stride;   // in both directions
    int32_t padding;  // rows or columns on each of the four sides, less than kernel
    int16_t input_zero;  // value of an activation outside the picture
    int16_t low;         // bounds of an output, both inclusive
    int16_t high;
} cwc_convolution;

// What one output channel does with its sum of products.
typedef struct cwc_channel {
    int32_t bias;
    int32_t multiplier;  // 1 ... 2^31 - 1
    int32_t shift;       // 1 ... 62
} cwc_channel;

// Functions without state, so Swift may share a table among threads.
typedef struct __attribute__((swift_attr("@Sendable"))) cwc_kernels {
    const char *name;

    // Weights are packed once, when a model is loaded, into the order that the level reads them in.
    // `weights` is [output_channels, kernel, kernel, input_channels]; `packed` takes
    // packed_byte_count bytes, aligned to 64.
    size_t (*packed_byte_count)(const cwc_convolution *shape);
    void (*pack_weights)(const cwc_convolution *shape, const int8_t *weights, void *packed);

    // Computes the output rows first_row ..< end_row, and writes nothing else, so that threads can
    // share the rows of one output. `input` is [height, width, input_channels]; `output` points at
    // row 0 of the whole output. `scratch` takes scratch_byte_count bytes, aligned to 64, one for
    // each thread.
    size_t (*scratch_byte_count)(const cwc_convolution *shape, int32_t width);
    void (*convolve)(const cwc_convolution *shape, const void *packed, const cwc_channel *channels,
                     const int16_t *input, int32_t height, int32_t width, int16_t *output,
                     int32_t first_row, int32_t end_row, void *scratch);

    // x[i] = max(x[i], 0).
    void (*rectify)(int16_t *x, size_t count);

    // x[i] = clamp(x[i] + y[i], low, high); the sum is taken in 32 bits.
    void (*add_clamp)(int16_t *x, const int16_t *y, size_t count, int16_t low, int16_t high);

    // [height, width, channels * factor^2] to [height * factor, width * factor, channels]: input
    // channel c * factor^2 + i * factor + j goes to channel c, row offset i, column offset j.
    void (*pixel_shuffle)(const int16_t *input, int32_t height, int32_t width, int32_t channels,
                          int32_t factor, int16_t *output);
} cwc_kernels;

// Instruction sets that may have kernels of their own.
typedef enum cwc_level {
    CWC_LEVEL_SCALAR = 0,
} cwc_level;

// The kernels of a level, or NULL where this build or this CPU has none.
const cwc_kernels *cwc_kernels_for(cwc_level level);

#endif
