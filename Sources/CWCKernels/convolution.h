// What the convolutions of all instruction sets share: sizes, the contract, one row of
// padding and picture.

#ifndef CWC_CONVOLUTION_H
#define CWC_CONVOLUTION_H

#include "CWCKernels.h"

#include <assert.h>
#include <string.h>

// The alignment of packed weights and of scratch memory: a cache line.
enum { ALIGNMENT = 64 };

// The largest kernel. Spec/model.md §4.8.
enum { MAX_KERNEL = 16 };

static inline size_t round_up(size_t value, size_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

static inline int is_depthwise(const cwc_convolution *shape) { return shape->groups > 1; }

// Input channels that one output channel sees.
static inline int32_t channels_per_group(const cwc_convolution *shape) {
    return shape->input_channels / shape->groups;
}

// Weights of one output channel.
static inline size_t weights_per_output(const cwc_convolution *shape) {
    return (size_t)shape->kernel * shape->kernel * channels_per_group(shape);
}

static inline int32_t output_size(const cwc_convolution *shape, int32_t size) {
    return (size + 2 * shape->padding - shape->kernel) / shape->stride + 1;
}

// (sum * multiplier + 2^(shift - 1)) >> shift, rounded to nearest with halves upward: the shift of
// a negative number is arithmetic. |sum| < 2^31 and multiplier < 2^31 bound the product by 2^62,
// the rounding term adds at most 2^61, so int64 holds it. Then the clamp and the leak.
static inline int16_t requantize(const cwc_convolution *shape, const cwc_channel *channel,
                                 int32_t sum) {
    int64_t scaled = (int64_t)sum * channel->multiplier;
    int64_t value = (scaled + ((int64_t)1 << (channel->shift - 1))) >> channel->shift;
    value = value < shape->low ? shape->low : value > shape->high ? shape->high : value;
    return (int16_t)(value < 0 ? value >> shape->leak : value);
}

// What every call of convolve may rely on.
static inline void assert_contract(const cwc_convolution *shape, const cwc_window *input,
                                   int32_t first_row, int32_t end_row) {
    assert(shape->kernel >= 1 && shape->kernel <= MAX_KERNEL && shape->stride >= 1);
    assert(shape->padding >= 0 && shape->padding < shape->kernel);
    assert(shape->input_channels >= 1 && shape->output_channels >= 1);
    assert(shape->groups == 1 || (shape->groups == shape->input_channels &&
                                  shape->groups == shape->output_channels));
    assert(shape->input_low <= shape->input_zero && shape->input_zero <= shape->input_high);
    assert(shape->low <= shape->high && shape->leak >= 0 && shape->leak <= 15);
    assert(input->height + 2 * shape->padding >= shape->kernel);
    assert(input->width + 2 * shape->padding >= shape->kernel);
    assert(0 <= first_row && first_row <= end_row);
    assert(end_row <= output_size(shape, input->height));
    (void)shape, (void)input, (void)first_row, (void)end_row;
}

// Row y of the picture, or NULL where that is padding.
static inline const int16_t *picture_row(const cwc_convolution *shape, const cwc_window *input,
                                         int32_t y) {
    if (y < 0 || y >= input->height) return NULL;
    assert(input->first_row <= y && y - input->first_row < input->row_count);
    return input->rows + (size_t)(y - input->first_row) * input->width * shape->input_channels;
}

#endif
