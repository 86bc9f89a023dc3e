// The scalar level: plain C, the reference of every other level.
//
// Weights are packed as int16 in the order of the model file, [out, kernel, kernel, in], with
// channels of zeros at the end up to a multiple of OUTPUTS.
//
// Channels last makes the activations under one row of a kernel contiguous, so a convolution is a
// sum of `kernel` dot products of `span` = kernel * input_channels terms. Rows are first copied
// into a strip of `kernel` padded rows, so that the dot products know nothing of borders.

#include "levels.h"

#include <assert.h>
#include <string.h>

// One call of dot_products handles this many neighbouring pixels and output channels: as many sums
// as stay in the 16 registers of the smallest x86-64.
enum { PIXELS = 2, OUTPUTS = 4 };

static size_t round_up(size_t value, size_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

// Weights of one output channel.
static size_t weights_per_output(const cwc_convolution *shape) {
    return (size_t)shape->kernel * shape->kernel * shape->input_channels;
}

// Elements of one padded row. The columns on the right that a stride does not reach stay; those of
// pixels that only fill the last group of PIXELS are added.
static size_t strip_row_count(const cwc_convolution *shape, int32_t width) {
    size_t columns = (size_t)width + 2 * shape->padding + (size_t)(PIXELS - 1) * shape->stride;
    return columns * shape->input_channels;
}

static int32_t output_size(const cwc_convolution *shape, int32_t size) {
    return (size + 2 * shape->padding - shape->kernel) / shape->stride + 1;
}

static int32_t clamp(int32_t value, int32_t low, int32_t high) {
    return value < low ? low : value > high ? high : value;
}

static size_t packed_byte_count_scalar(const cwc_convolution *shape) {
    size_t outputs = round_up((size_t)shape->output_channels, OUTPUTS);
    return outputs * weights_per_output(shape) * sizeof(int16_t);
}

static void pack_weights_scalar(const cwc_convolution *shape, const int8_t *weights, void *packed) {
    size_t count = shape->output_channels * weights_per_output(shape);
    int16_t *wide = packed;
    for (size_t i = 0; i < count; i++) wide[i] = weights[i];
    memset(wide + count, 0, packed_byte_count_scalar(shape) - count * sizeof(int16_t));
}

static size_t scratch_byte_count_scalar(const cwc_convolution *shape, int32_t width) {
    return (size_t)shape->kernel * strip_row_count(shape, width) * sizeof(int16_t);
}

// Copies input row y into a row of the strip, with input_zero wherever the picture is not.
static void fill_strip_row(const cwc_convolution *shape, const int16_t *input, int32_t height,
                           int32_t width, int32_t y, int16_t *row) {
    size_t count = strip_row_count(shape, width);
    if (y < 0 || y >= height) {
        for (size_t i = 0; i < count; i++) row[i] = shape->input_zero;
        return;
    }
    size_t left = (size_t)shape->padding * shape->input_channels;
    size_t inside = (size_t)width * shape->input_channels;
    for (size_t i = 0; i < left; i++) row[i] = shape->input_zero;
    memcpy(row + left, input + y * inside, inside * sizeof(int16_t));
    for (size_t i = left + inside; i < count; i++) row[i] = shape->input_zero;
}

// sums[p][o] += dot(a + p * pixel_step, w + o * output_step), each of `span` terms.
//
// int16 * int16 into int32. The model was refused unless max|a| * sum|w| + |bias| < 2^31 for every
// output (Spec/model.md §2.3), so no sum overflows, in whatever order it is taken.
//
// Eight terms at a time are what one SSE2 multiply-add takes; left alone, clang takes four, as wide
// as the sums, and loses half the speed.
static inline void dot_products(const int16_t *a, size_t pixel_step, const int16_t *w,
                                size_t output_step, size_t span, int32_t sums[PIXELS][OUTPUTS]) {
    int32_t s[PIXELS][OUTPUTS];
    memcpy(s, sums, sizeof s);
#pragma clang loop vectorize_width(8) interleave_count(1)
    for (size_t i = 0; i < span; i++)
        for (int p = 0; p < PIXELS; p++)
            for (int o = 0; o < OUTPUTS; o++)
                s[p][o] += a[p * pixel_step + i] * w[o * output_step + i];
    memcpy(sums, s, sizeof s);
}

// (sum * multiplier + 2^(shift - 1)) >> shift, rounded to nearest with halves upward: the shift of
// a negative number is arithmetic. |sum| < 2^31 and multiplier < 2^31 bound the product by 2^62,
// the rounding term adds at most 2^61, so int64 holds it.
static int16_t requantize(const cwc_convolution *shape, const cwc_channel *channel, int32_t sum) {
    int64_t scaled = (int64_t)sum * channel->multiplier;
    int64_t value = (scaled + ((int64_t)1 << (channel->shift - 1))) >> channel->shift;
    return (int16_t)(value < shape->low ? shape->low : value > shape->high ? shape->high : value);
}

// input [height, width, in] int16, weights [out, kernel, kernel, in] int8 widened, sums int32,
// output [., ., out] int16 within low ... high.
static void convolve_scalar(const cwc_convolution *shape, const void *packed,
                            const cwc_channel *channels, const int16_t *input, int32_t height,
                            int32_t width, int16_t *output, int32_t first_row, int32_t end_row,
                            void *scratch) {
    assert(shape->kernel >= 1 && shape->stride >= 1);
    assert(shape->padding >= 0 && shape->padding < shape->kernel);
    assert(shape->input_channels >= 1 && shape->output_channels >= 1);
    assert(shape->low <= shape->high);
    assert(height + 2 * shape->padding >= shape->kernel);
    assert(width + 2 * shape->padding >= shape->kernel);
    assert(0 <= first_row && first_row <= end_row && end_row <= output_size(shape, height));

    const int16_t *weights = packed;
    const int32_t kernel = shape->kernel, stride = shape->stride;
    const int32_t output_channels = shape->output_channels;
    const int32_t output_width = output_size(shape, width);
    const size_t span = (size_t)kernel * shape->input_channels;
    const size_t output_step = weights_per_output(shape);
    const size_t pixel_step = (size_t)stride * shape->input_channels;
    const size_t row_count = strip_row_count(shape, width);

    // Strip row r (counted from the first row of padding) lives in slot r % kernel, so that each is
    // copied once however many output rows use it.
    int16_t *strip = scratch;
    int32_t filled = first_row * stride;

    for (int32_t y = first_row; y < end_row; y++) {
        const int32_t top = y * stride;
        for (int32_t r = filled > top ? filled : top; r < top + kernel; r++)
            fill_strip_row(shape, input, height, width, r - shape->padding,
                           strip + r % kernel * row_count);
        filled = top + kernel;

        // Channels outside, pixels inside: a few channels' weights stay in the cache for the row.
        int16_t *row = output + (size_t)y * output_width * output_channels;
        for (int32_t o = 0; o < output_channels; o += OUTPUTS) {
            for (int32_t x = 0; x < output_width; x += PIXELS) {
                int32_t sums[PIXELS][OUTPUTS] = {{0}};
                for (int32_t ky = 0; ky < kernel; ky++)
                    dot_products(strip + (top + ky) % kernel * row_count + x * pixel_step,
                                 pixel_step, weights + o * output_step + ky * span, output_step,
                                 span, sums);

                for (int32_t p = 0; p < PIXELS && x + p < output_width; p++)
                    for (int32_t q = 0; q < OUTPUTS && o + q < output_channels; q++)
                        row[(size_t)(x + p) * output_channels + o + q] = requantize(
                            shape, &channels[o + q], channels[o + q].bias + sums[p][q]);
            }
        }
    }
}

static void rectify_scalar(int16_t *x, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] = x[i] > 0 ? x[i] : 0;
}

static void add_clamp_scalar(int16_t *x, const int16_t *y, size_t count, int16_t low,
                             int16_t high) {
    assert(low <= high);
    for (size_t i = 0; i < count; i++) x[i] = (int16_t)clamp(x[i] + y[i], low, high);
}

static void pixel_shuffle_scalar(const int16_t *input, int32_t height, int32_t width,
                                 int32_t channels, int32_t factor, int16_t *output) {
    assert(channels >= 1 && factor >= 1);
    const size_t output_row = (size_t)width * factor * channels;
    for (int32_t y = 0; y < height; y++)
        for (int32_t x = 0; x < width; x++)
            for (int32_t c = 0; c < channels; c++)
                for (int32_t i = 0; i < factor; i++)
                    for (int32_t j = 0; j < factor; j++)
                        output[((size_t)y * factor + i) * output_row +
                               ((size_t)x * factor + j) * channels + c] = *input++;
}

const cwc_kernels cwc_kernels_scalar = {
    .name = "scalar",
    .packed_byte_count = packed_byte_count_scalar,
    .pack_weights = pack_weights_scalar,
    .scratch_byte_count = scratch_byte_count_scalar,
    .convolve = convolve_scalar,
    .rectify = rectify_scalar,
    .add_clamp = add_clamp_scalar,
    .pixel_shuffle = pixel_shuffle_scalar,
};
