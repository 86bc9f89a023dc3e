// Tiles, and the kernels that go element by element, over the vectors of one instruction
// set. The file of an instruction set defines, before it includes this:
//
//   ISA(name)                the name with the instruction set as its suffix
//   ISA_NAME                 the instruction set as a string
//   TARGET                   the attribute of functions that may use the instruction set's instructions
//   vector, words            LANES sums of 32 bits; 2 * LANES integers of 16 bits
//   factors                  the parameters of a vector of sums, in the form that `scale` wants
//   STEP_BYTES(bytes)        of weights for one vector in one step, by the bytes of an element
//   ACTIVATION_BYTES(bytes)  of one pixel in one step
//   DEPTHWISE_DEPTH          weights of a channel that depthwise_step takes
//   TILE_SUMS                the most vectors of sums that a tile has: what the registers hold
//   OPAQUE(v)                makes the compiler forget what it knows of a vector
//   KEEP(v)                  makes it compute one that nobody reads
//
// and the functions used below, a few intrinsics each.

#include "blocks.h"
#include "isas.h"

// The most columns that a block of any instruction set has.
enum { MAX_COLUMNS = 4 };

// Scales the sums of a tile and stores the channels and the pixels that exist.
INLINE void finish(const int columns, const int pixels, const block_row *r, vector *sums, int32_t x,
                   int32_t count) {
    UNROLL for (int n = 0; n < columns; n++) {
        const int32_t *parameters = r->parameters + n * LANES;
        if (r->is_widened) {
            const vector widening = load(parameters + WIDENING * columns * LANES);
            UNROLL for (int p = 0; p < pixels; p++)
                sums[p * columns + n] = shift_left(sums[p * columns + n], widening);
        }
        const factors f = load_factors(parameters, columns * LANES);
        UNROLL for (int p = 0; p < pixels; p++)
            sums[p * columns + n] = scale(sums[p * columns + n], f);
    }

    const words low = splat(r->low), high = splat(r->high);
    int16_t *output = r->output + (size_t)x * r->output_channels;
    UNROLL for (int p = 0; p < pixels; p++) {
        const vector *s = sums + p * columns;
        UNROLL for (int n = 0; n < columns && p < count; n += 2) {
            const int is_single = n == columns - 1;
            words w = narrow_sums(s[n], s[is_single ? n : n + 1]);
            w = smaller(larger(w, low), high);
            if (r->leak > 0) w = larger(w, shift_right(w, r->leak));
            int32_t rest = r->outputs - n * LANES;
            if (is_single)
                store_half(output + n * LANES, w, rest);
            else
                store(output + n * LANES, w, rest);
        }
        output += r->output_channels;
    }
}

INLINE void set_to_biases(const int columns, const int pixels, const block_row *r, vector *sums) {
    UNROLL for (int n = 0; n < columns; n++) {
        vector bias = load(r->parameters + (BIAS * columns + n) * LANES);
        UNROLL for (int p = 0; p < pixels; p++) sums[p * columns + n] = bias;
    }
}

// The pixels from x on of which `count` exist; an element has so many bytes. Of two planes, the high
// bytes have sums of their own until the end.
INLINE void dense_tile(const int bytes, const int planes, const int columns, const int pixels,
                       const block_row *r, int32_t x, int32_t count) {
    vector sums[TILE_SUMS], high_sums[TILE_SUMS];
    set_to_biases(columns, pixels, r, sums);
    UNROLL for (int i = 0; i < pixels * columns; i++) high_sums[i] = splat_sum(0);

    const size_t stride = r->pixel_stride;
    const char *weights = r->weights;
    for (int32_t row = 0; row < r->start_count; row++) {
        const char *a = r->starts[row] + x * stride;
        for (int32_t i = r->steps[row]; i > 0; i--) {
            vector w[MAX_COLUMNS];
            UNROLL for (int n = 0; n < columns; n++) 
                w[n] = load_weights(bytes, weights + n * STEP_BYTES(bytes));
            UNROLL for (int p = 0; p < pixels; p++) {
                const vector activation = broadcast(bytes, a + p * stride);
                UNROLL for (int n = 0; n < columns; n++)
                    sums[p * columns + n] =
                        multiply_add(bytes, sums[p * columns + n], activation, w[n]);
                if (planes == 1) continue;
                const vector high = broadcast(bytes, a + p * stride + r->plane_stride);
                UNROLL for (int n = 0; n < columns; n++)
                    high_sums[p * columns + n] =
                        multiply_add(bytes, high_sums[p * columns + n], high, w[n]);
            }
            weights += columns * STEP_BYTES(bytes);
            a += ACTIVATION_BYTES(bytes);
        }
    }
    if (planes == 2) {
        UNROLL for (int i = 0; i < pixels * columns; i++)
            sums[i] = add(sums[i], shift_left(high_sums[i], splat_sum(8)));
    }
    finish(columns, pixels, r, sums, x, count);
}

INLINE void dense_tiles(const int bytes, const int planes, const int columns, const int pixels,
                        const block_row *r) {
    int32_t x = 0;
    for (; x <= r->width - pixels; x += pixels)
        dense_tile(bytes, planes, columns, pixels, r, x, pixels);
    if (x < r->width) dense_tile(bytes, planes, columns, pixels, r, x, r->width - x);
}

// Channels are side by side in a vector, so each pixel and each weight has activations of its own.
INLINE void depthwise_tile(const int pixels, const block_row *r, int32_t x, int32_t count) {
    vector sums[TILE_SUMS];
    set_to_biases(2, pixels, r, sums);

    const char *weights = r->weights;
    for (int32_t i = 0; i < r->steps[0]; i++) {
        UNROLL for (int p = 0; p < pixels; p++)
            depthwise_step(&sums[2 * p], r->starts + i * DEPTHWISE_DEPTH,
                           (x + p) * r->pixel_stride, weights);
        weights += 2 * LANES * DEPTHWISE_DEPTH * sizeof(int16_t);
    }
    finish(2, pixels, r, sums, x, count);
}

enum { DEPTHWISE_PIXELS = 4 };

static TARGET void ISA(depthwise)(const block_row *r) {
    int32_t x = 0;
    for (; x <= r->width - DEPTHWISE_PIXELS; x += DEPTHWISE_PIXELS)
        depthwise_tile(DEPTHWISE_PIXELS, r, x, DEPTHWISE_PIXELS);
    if (x < r->width) depthwise_tile(DEPTHWISE_PIXELS, r, x, r->width - x);
}

// The last elements, fewer than a vector has, are left to the scalar instruction set.

static TARGET void ISA(rectify)(int16_t *x, size_t count) {
    const words zero = splat(0);
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES)
        store(x + i, larger(load_words(x + i), zero), 2 * LANES);
    cwc_kernels_scalar.rectify(x + i, count - i);
}

static TARGET void ISA(leak)(int16_t *x, size_t count, int32_t shift) {
    assert(shift >= 0 && shift <= 15);
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        words w = load_words(x + i);
        store(x + i, larger(w, shift_right(w, shift)), 2 * LANES);
    }
    cwc_kernels_scalar.leak(x + i, count - i, shift);
}

// A sum that saturates is beyond both bounds on the same side as the sum of 32 bits.
static TARGET void ISA(add_clamp)(int16_t *x, const int16_t *y, size_t count, int16_t low,
                                    int16_t high) {
    assert(low <= high);
    const words lows = splat(low), highs = splat(high);
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        words sum = add_saturating(load_words(x + i), load_words(y + i));
        store(x + i, smaller(larger(sum, lows), highs), 2 * LANES);
    }
    cwc_kernels_scalar.add_clamp(x + i, y + i, count - i, low, high);
}

static TARGET void ISA(lift)(int32_t *x, const int32_t *a, const int32_t *b, size_t count,
                               int32_t weight, int32_t undo) {
    if (undo)
        cwc_lift_line(x, a, b, count, weight, 1);
    else
        cwc_lift_line(x, a, b, count, weight, 0);
}

// Products of vectors that stay in registers. The compiler must not find out that they are all the
// same, and zero.
INLINE int64_t multiply_registers(const int bytes, int64_t rounds) {
    static const int32_t numbers[LANES];
    vector sums[TILE_SUMS], activation = load(numbers), weight = load(numbers);
    UNROLL for (int i = 0; i < TILE_SUMS; i++) sums[i] = load(numbers);
    OPAQUE(weight);
    for (int64_t round = 0; round < rounds; round++) {
        UNROLL for (int i = 0; i < TILE_SUMS; i++) {
            OPAQUE(activation);
            sums[i] = multiply_add(bytes, sums[i], activation, weight);
        }
    }
    UNROLL for (int i = 0; i < TILE_SUMS; i++) KEEP(sums[i]);
    return rounds * TILE_SUMS;
}
