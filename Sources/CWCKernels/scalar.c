// The scalar instruction set: plain C, the reference of every other instruction set.
//
// Packed are the channels, then the weights as int16 in the order of the model file, [out, kernel,
// kernel, in], with channels of zeros at the end up to a multiple of OUTPUTS.
//
// Channels last makes the activations under one row of a kernel contiguous, so a convolution is a
// sum of `kernel` dot products of `span` = kernel * input_channels terms. Rows are first copied
// into a strip of `kernel` padded rows, so that the dot products know nothing of borders.

#include "convolution.h"
#include "isas.h"

// One call of dot_products handles this many neighbouring pixels and output channels: as many sums
// as stay in the 16 registers of the smallest x86-64.
enum { PIXELS = 2, OUTPUTS = 4 };

// Elements of one padded row. The columns on the right that a stride does not reach stay; those of
// pixels that only fill the last group of PIXELS are added.
static size_t strip_row_count(const cwc_convolution *shape, int32_t width) {
    size_t columns = (size_t)width + 2 * shape->padding + (size_t)(PIXELS - 1) * shape->stride;
    return columns * shape->input_channels;
}

static size_t channel_byte_count(const cwc_convolution *shape) {
    return round_up(shape->output_channels * sizeof(cwc_channel), ALIGNMENT);
}

static const int16_t *packed_weights(const cwc_convolution *shape, const void *packed) {
    return (const int16_t *)((const char *)packed + channel_byte_count(shape));
}

static size_t packed_byte_count_scalar(const cwc_convolution *shape) {
    size_t outputs = round_up((size_t)shape->output_channels, OUTPUTS);
    return channel_byte_count(shape) + outputs * weights_per_output(shape) * sizeof(int16_t);
}

static void pack_scalar(const cwc_convolution *shape, const int8_t *weights,
                        const cwc_channel *channels, void *packed) {
    memset(packed, 0, packed_byte_count_scalar(shape));
    memcpy(packed, channels, shape->output_channels * sizeof(cwc_channel));
    size_t count = shape->output_channels * weights_per_output(shape);
    int16_t *wide = (int16_t *)((char *)packed + channel_byte_count(shape));
    for (size_t i = 0; i < count; i++) wide[i] = weights[i];
}

static size_t scratch_byte_count_scalar(const cwc_convolution *shape, int32_t width) {
    return (size_t)shape->kernel * strip_row_count(shape, width) * sizeof(int16_t);
}

// Copies row y of the picture into a row of the strip, with input_zero wherever the picture is not.
static void fill_strip_row(const cwc_convolution *shape, const cwc_window *input, int32_t y,
                           int16_t *row) {
    const int16_t *source = picture_row(shape, input, y);
    size_t left = (size_t)shape->padding * shape->input_channels;
    size_t inside = (size_t)input->width * shape->input_channels;
    size_t count = strip_row_count(shape, input->width);
    size_t begin = source ? left : count, end = source ? left + inside : count;
    for (size_t i = 0; i < begin; i++) row[i] = shape->input_zero;
    if (source) memcpy(row + left, source, inside * sizeof(int16_t));
    for (size_t i = end; i < count; i++) row[i] = shape->input_zero;
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
#ifdef __clang__
#pragma clang loop vectorize_width(8) interleave_count(1)
#endif
    for (size_t i = 0; i < span; i++)
        for (int p = 0; p < PIXELS; p++)
            for (int o = 0; o < OUTPUTS; o++)
                s[p][o] += a[p * pixel_step + i] * w[o * output_step + i];
    memcpy(sums, s, sizeof s);
}

// Row y of a convolution that sees all channels. strip_rows[ky] are the padded rows under it, sums
// are int32, `row` is [width, out] int16.
static void dense_row(const cwc_convolution *shape, const void *packed, int32_t width,
                      const int16_t *const *strip_rows, int16_t *row) {
    const cwc_channel *channels = packed;
    const int16_t *weights = packed_weights(shape, packed);
    const int32_t kernel = shape->kernel, output_channels = shape->output_channels;
    const size_t span = (size_t)kernel * shape->input_channels;
    const size_t output_step = weights_per_output(shape);
    const size_t pixel_step = (size_t)shape->stride * shape->input_channels;

    // Channels outside, pixels inside: a few channels' weights stay in the cache for the row.
    for (int32_t o = 0; o < output_channels; o += OUTPUTS) {
        for (int32_t x = 0; x < width; x += PIXELS) {
            int32_t sums[PIXELS][OUTPUTS] = {{0}};
            for (int32_t ky = 0; ky < kernel; ky++)
                dot_products(strip_rows[ky] + x * pixel_step, pixel_step,
                             weights + o * output_step + ky * span, output_step, span, sums);

            for (int32_t p = 0; p < PIXELS && x + p < width; p++)
                for (int32_t q = 0; q < OUTPUTS && o + q < output_channels; q++)
                    row[(size_t)(x + p) * output_channels + o + q] =
                        requantize(shape, &channels[o + q], channels[o + q].bias + sums[p][q]);
        }
    }
}

// The same where each channel has a kernel of its own.
static void depthwise_row(const cwc_convolution *shape, const void *packed, int32_t width,
                          const int16_t *const *strip_rows, int16_t *row) {
    const cwc_channel *channels = packed;
    const int16_t *weights = packed_weights(shape, packed);
    const int32_t kernel = shape->kernel, count = shape->output_channels;
    for (int32_t x = 0; x < width; x++) {
        for (int32_t c = 0; c < count; c++) {
            const int16_t *w = weights + c * weights_per_output(shape);
            int32_t sum = channels[c].bias;
            for (int32_t ky = 0; ky < kernel; ky++)
                for (int32_t kx = 0; kx < kernel; kx++)
                    sum += strip_rows[ky][((size_t)x * shape->stride + kx) * count + c] * *w++;
            row[(size_t)x * count + c] = requantize(shape, &channels[c], sum);
        }
    }
}

static void convolve_scalar(const cwc_convolution *shape, const void *packed,
                            const cwc_window *input, int16_t *output, int32_t first_row,
                            int32_t end_row, void *scratch) {
    assert_contract(shape, input, first_row, end_row);
    const int32_t kernel = shape->kernel, stride = shape->stride;
    const int32_t width = output_size(shape, input->width);
    const size_t row_count = strip_row_count(shape, input->width);
    const int16_t *strip_rows[MAX_KERNEL];

    // Strip row r (counted from the first row of padding) lives in slot r % kernel, so that each is
    // copied once however many output rows use it.
    int16_t *strip = scratch;
    int32_t filled = first_row * stride;
    for (int32_t y = first_row; y < end_row; y++) {
        const int32_t top = y * stride;
        for (int32_t r = filled > top ? filled : top; r < top + kernel; r++)
            fill_strip_row(shape, input, r - shape->padding, strip + r % kernel * row_count);
        filled = top + kernel;
        for (int32_t ky = 0; ky < kernel; ky++)
            strip_rows[ky] = strip + (top + ky) % kernel * row_count;

        if (is_depthwise(shape))
            depthwise_row(shape, packed, width, strip_rows, output);
        else
            dense_row(shape, packed, width, strip_rows, output);
        output += (size_t)width * shape->output_channels;
    }
}

static int32_t clamp(int32_t value, int32_t low, int32_t high) {
    return value < low ? low : value > high ? high : value;
}

static void rectify_scalar(int16_t *x, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] = x[i] > 0 ? x[i] : 0;
}

static void leak_scalar(int16_t *x, size_t count, int32_t shift) {
    assert(shift >= 0 && shift <= 15);
    for (size_t i = 0; i < count; i++) x[i] = (int16_t)(x[i] < 0 ? x[i] >> shift : x[i]);
}

static void add_clamp_scalar(int16_t *x, const int16_t *y, size_t count, int16_t low,
                             int16_t high) {
    assert(low <= high);
    for (size_t i = 0; i < count; i++) x[i] = (int16_t)clamp(x[i] + y[i], low, high);
}

static void lift_scalar(int32_t *x, const int32_t *a, const int32_t *b, size_t count,
                        int32_t weight, int32_t undo) {
    cwc_lift_line(x, a, b, count, weight, undo);
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

// Plain C has no say over registers; these few terms stay in the nearest cache.
static int64_t multiply_scalar(const cwc_convolution *shape, int64_t rounds) {
    enum { SPAN = 64 };
    int16_t activations[PIXELS * SPAN], weights[OUTPUTS * SPAN];
    int32_t sums[PIXELS][OUTPUTS] = {{0}};
    (void)shape;
    memset(activations, 0, sizeof activations);
    memset(weights, 0, sizeof weights);
    for (int64_t round = 0; round < rounds; round++) {
        __asm__("" : "+m"(activations), "+m"(weights));
        dot_products(activations, SPAN, weights, SPAN, SPAN, sums);
    }
    __asm__ volatile("" : : "m"(sums));
    return rounds * PIXELS * OUTPUTS * SPAN;
}

const cwc_kernels cwc_kernels_scalar = {
    .name = "scalar",
    .packed_byte_count = packed_byte_count_scalar,
    .pack = pack_scalar,
    .scratch_byte_count = scratch_byte_count_scalar,
    .convolve = convolve_scalar,
    .rectify = rectify_scalar,
    .leak = leak_scalar,
    .add_clamp = add_clamp_scalar,
    .lift = lift_scalar,
    .pixel_shuffle = pixel_shuffle_scalar,
    .multiply = multiply_scalar,
};
