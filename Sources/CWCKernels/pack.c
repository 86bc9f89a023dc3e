// Packing for convolution in blocks: weights in the order in which tiles read them, and channels
// prepared for vectors.
//
// A packed convolution is a header and then, block after block, the parameters and the weights.
// Where a channel cannot be prepared, all of it is packed for the scalar instruction set instead.

#include "blocks.h"
#include "isas.h"

#include <stdlib.h>

// The output channel of a lane, counted from the first of the block.
//
// Narrowing to 16 bits puts two vectors together by alternating groups of four lanes of each; the
// lanes are dealt out so that the channels come out in order. The last column of an odd number is
// narrowed alone and keeps its order.
static int32_t channel_of_lane(int32_t lanes, int32_t columns, int32_t lane) {
    int32_t column = lane / lanes, i = lane % lanes;
    if (column == columns - 1 && columns % 2 == 1) return lane;
    return column / 2 * 2 * lanes + i / 4 * 8 + column % 2 * 4 + i % 4;
}

// Largest n with value * 2^n < 2^31, for value in 1 ..< 2^31.
static int32_t headroom(int64_t value) {
    int32_t n = 0;
    while (value << (n + 1) < (int64_t)1 << 31) n++;
    return n;
}

// Prepares a channel whose sums stay within `bound`. Returns whether that can be done.
//
// The factor and the sum are moved up until the whole shift is at least 33. A shift by 32 then takes
// the high half of the product, and what remains is a shift of 32 bits with its rounding: both
// floor, so the result is exact. |h| <= 2^30 and rounding <= 2^29 leave h + rounding within 32 bits.
//
// It fails only where bound * multiplier >> shift needs some 27 bits or more: hardly in a model that
// was made for 16-bit outputs.
static int scale_channel(const cwc_channel *channel, int64_t bound, int32_t *parameters,
                         size_t stride) {
    int32_t missing = channel->shift < 33 ? 33 - channel->shift : 0;
    int32_t room = headroom(channel->multiplier);
    int32_t factor = missing < room ? missing : room;
    int32_t widening = missing - factor;
    if (widening > 30 || bound >> (31 - widening) != 0) return 0;
    int32_t shift = channel->shift + missing - 32;
    parameters[WIDENING * stride] = widening;
    parameters[MULTIPLIER * stride] = channel->multiplier << factor;
    parameters[ROUNDING * stride] = (int32_t)1 << (shift - 1);
    parameters[SHIFT * stride] = shift;
    return 1;
}

static int64_t largest_magnitude(const cwc_convolution *shape) {
    int32_t low = abs(shape->input_low), high = abs(shape->input_high);
    return low > high ? low : high;
}

// The parameters of one lane. Bytes are stored with a zero of their own, and the bias makes up for
// it: sums are modulo 2^32 and the whole sum fits, so a bias that wraps around does no harm.
static int pack_channel(const arithmetic *a, const cwc_convolution *shape, const int8_t *weights,
                        const cwc_channel *channel, int32_t *parameters, size_t stride) {
    int64_t sum = 0, magnitude = 0;
    for (size_t i = 0; i < weights_per_output(shape); i++) {
        sum += weights[i];
        magnitude += abs(weights[i]);
    }
    int64_t bound = largest_magnitude(shape) * magnitude + llabs((int64_t)channel->bias);
    int64_t shifted = a->element == 1 ? stored_zero(a, shape) * sum : 0;
    uint32_t bias = (uint32_t)channel->bias + (uint32_t)shifted;
    memcpy(&parameters[BIAS * stride], &bias, sizeof bias);
    return scale_channel(channel, bound, parameters, stride);
}

// Stores the weights of one lane and step.
static void store_weights(const arithmetic *a, void *packed, size_t index, const int8_t *weights,
                          size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (a->element == 1)
            ((int8_t *)packed)[index + i] = weights[i];
        else
            ((int16_t *)packed)[index + i] = weights[i];
    }
}

// Whether a step has no weight that is not zero, for any output.
static int is_empty(const arithmetic *a, const cwc_convolution *shape, const int8_t *row,
                    size_t span, size_t step) {
    const size_t begin = step * a->depth;
    const size_t end = begin + a->depth < span ? begin + a->depth : span;
    for (int32_t o = 0; o < shape->output_channels; o++)
        for (size_t i = begin; i < end; i++)
            if (row[o * weights_per_output(shape) + i] != 0) return 0;
    return 1;
}

// Finds the steps of each row of the kernel that are not empty, with those between them; a depthwise
// kernel is one row, which is taken from the beginning.
static void find_steps(const arithmetic *a, const blocks *b, const cwc_convolution *shape,
                       const int8_t *weights, packed_header *head) {
    const size_t span = weights_per_output(shape) / b->starts;
    for (size_t row = 0; row < b->starts; row++) {
        const int8_t *w = weights + row * span;
        size_t first = 0, end = b->steps;
        while (end > 0 && is_empty(a, shape, w, span, end - 1)) end--;
        while (!is_depthwise(shape) && first < end && is_empty(a, shape, w, span, first)) first++;
        head->first_step[row] = (uint16_t)first;
        head->steps[row] = (uint16_t)(end - first);
    }
}

// Packs one block from channel `first` on. Returns whether every channel could be prepared.
static int pack_block(const arithmetic *a, const blocks *b, const cwc_convolution *shape,
                      const packed_header *head, const int8_t *weights,
                      const cwc_channel *channels, int32_t first, int32_t columns, void *block) {
    const size_t span = weights_per_output(shape) / b->starts;
    const int32_t lanes = columns * a->lanes;
    int32_t *parameters = block;
    void *packed = parameters + PARAMETERS * lanes;
    memset(block, 0, block_byte_count(a, b, columns));

    for (int32_t lane = 0; lane < lanes; lane++) {
        int32_t o = first + channel_of_lane(a->lanes, columns, lane);
        if (o >= shape->output_channels) continue;
        const int8_t *w = weights + o * weights_per_output(shape);
        if (!pack_channel(a, shape, w, &channels[o], parameters + lane, lanes)) return 0;
        const size_t depth = a->depth;
        size_t place = lane * depth;
        for (size_t row = 0; row < b->starts; row++, w += span)
            for (int32_t i = 0; i < head->steps[row]; i++) {
                size_t weight = (head->first_step[row] + i) * depth, rest = span - weight;
                store_weights(a, packed, place, w + weight, rest < depth ? rest : depth);
                place += lanes * depth;
            }
    }
    return 1;
}

size_t cwc_blocks_packed_byte_count(const arithmetics *isa, const cwc_convolution *shape) {
    const arithmetic *a = choose(isa, shape);
    const blocks b = divide(a, shape);
    size_t blocked = block_byte_count(a, &b, b.columns);
    size_t scalar = cwc_kernels_scalar.packed_byte_count(shape);
    return HEADER_BYTES + (blocked > scalar ? blocked : scalar);
}

void cwc_blocks_pack(const arithmetics *isa, const cwc_convolution *shape, const int8_t *weights,
                     const cwc_channel *channels, void *packed) {
    const arithmetic *a = choose(isa, shape);
    const blocks b = divide(a, shape);
    packed_header *head = packed;
    memset(head, 0, HEADER_BYTES);
    head->is_blocked = 1;
    find_steps(a, &b, shape, weights, head);

    char *block = packed_body(packed);
    for (int32_t i = 0; i < b.count && head->is_blocked; i++) {
        int32_t first = first_column(&b, i), columns = first_column(&b, i + 1) - first;
        head->is_blocked =
            pack_block(a, &b, shape, head, weights, channels, first * a->lanes, columns, block);
        for (int32_t lane = 0; lane < columns * a->lanes; lane++)
            head->is_widened |= ((int32_t *)block)[WIDENING * columns * a->lanes + lane] > 0;
        block += block_byte_count(a, &b, columns);
    }
    if (!head->is_blocked) cwc_kernels_scalar.pack(shape, weights, channels, packed_body(packed));
}
