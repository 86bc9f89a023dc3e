// Convolution in blocks: what the instruction sets with vectors share.
//
// The output channels are cut into blocks of at most `columns` vectors of sums, and a row of output
// into tiles of a few pixels. A tile keeps all its sums in registers: each step loads `columns`
// vectors of weights, which all pixels use, and for each pixel a few activations, which all channels
// use:
//
//                    column 0        column 1          a vector of sums is `lanes` output channels
//      pixel 0    [sum ... sum]   [sum ... sum]
//      pixel 1    [sum ... sum]   [sum ... sum]        sum += activation * weight, `depth` products
//      pixel 2    [sum ... sum]   [sum ... sum]        at a time
//
// Everything here is plain C; an instruction set brings `row`, made from tile.h.

#ifndef CWC_BLOCKS_H
#define CWC_BLOCKS_H

#include "convolution.h"

// How many memory rows a block reads side by side: one for each row of a kernel, or for each weight
// of a depthwise kernel, which takes them two at a time.
enum { MAX_STARTS = MAX_KERNEL * MAX_KERNEL + 1 };

// What the outputs of a block need after their sums, [columns * lanes] of each, in lane order. With
// h the high 32 bits of the 64 bits of (sum << widening) * multiplier, the output is
// (h + rounding) >> shift: the same as Spec/model.md §2.4, see scale_channel.
enum { BIAS, WIDENING, MULTIPLIER, ROUNDING, SHIFT, PARAMETERS };

// One row of output of one block.
typedef struct block_row {
    const char *starts[MAX_STARTS];  // where pixel 0 begins in each padded row
    int32_t start_count;
    const uint16_t *steps;  // multiplications of `depth` products in each padded row
    size_t pixel_stride;  // bytes from one pixel's activations to the next one's
    size_t plane_stride;  // bytes from the low bytes of activations to their high bytes
    const int32_t *parameters;
    const void *weights;  // [start_count, steps of the row, columns, lanes, depth]
    int32_t columns;
    int32_t width;       // pixels of the row
    int16_t *output;     // the first channel of the block at pixel 0
    int32_t outputs;     // channels of the block that exist
    int32_t output_channels;
    int16_t low, high, leak;
    int32_t is_widened;  // whether any WIDENING is above 0
} block_row;

// One way of multiplying.
typedef struct arithmetic {
    int32_t element;  // bytes of a weight, and of an activation in a plane: 1 or 2
    int32_t planes;   // 2 where activations of 16 bits are two planes of bytes, low and high
    int32_t lanes;    // sums in a vector
    int32_t depth;    // products that are added to each sum in one step
    int32_t columns;  // vectors in the widest block
    int32_t pixels;   // pixels of the longest tile
    int32_t offset;   // added to every byte of an activation: -128 where bytes are signed
    void (*row)(const block_row *);
    // Multiplies as `row` does, but in registers alone, and returns the number of vectors.
    int64_t (*multiply)(int64_t rounds);
    // Stores source[i] - low as bytes, in as many planes, each byte with the offset added.
    void (*narrow)(const int16_t *source, size_t count, int16_t low, char *bytes,
                   size_t plane_stride);
} arithmetic;

// What an instruction set has. Bytes serve inputs whose bounds are at most 255 apart; an
// instruction set need not have them. Depthwise has elements of two bytes and blocks of two columns.
typedef struct arithmetics {
    const arithmetic *bytes;
    const arithmetic *words;
    const arithmetic *depthwise;
} arithmetics;

size_t cwc_blocks_packed_byte_count(const arithmetics *isa, const cwc_convolution *shape);
void cwc_blocks_pack(const arithmetics *isa, const cwc_convolution *shape, const int8_t *weights,
                     const cwc_channel *channels, void *packed);
size_t cwc_blocks_scratch_byte_count(const arithmetics *isa, const cwc_convolution *shape,
                                     int32_t width);
void cwc_blocks_convolve(const arithmetics *isa, const cwc_convolution *shape, const void *packed,
                         const cwc_window *input, int16_t *output, int32_t first_row,
                         int32_t end_row, void *scratch);

// The activation whose stored bytes are all 0.
static inline int32_t stored_zero(const arithmetic *a, const cwc_convolution *shape) {
    return shape->input_low - a->offset * (a->planes == 2 ? 257 : 1);
}

// The arithmetic that a convolution takes.
static inline const arithmetic *choose(const arithmetics *isa, const cwc_convolution *shape) {
    if (is_depthwise(shape)) return isa->depthwise;
    int fits = shape->input_high - shape->input_low <= UINT8_MAX;
    return fits && isa->bytes ? isa->bytes : isa->words;
}

// The division of the output channels into blocks of nearly equal width.
typedef struct blocks {
    int32_t count;
    int32_t columns;       // vectors in all blocks together
    int32_t unit;          // a block has a multiple of so many
    size_t starts, steps;  // as in block_row, for a whole kernel
} blocks;

static inline blocks divide(const arithmetic *a, const cwc_convolution *shape) {
    const size_t k = shape->kernel;
    const int depthwise = is_depthwise(shape);
    const int32_t unit = depthwise ? 2 : 1;
    const int32_t columns = (int32_t)round_up(shape->output_channels, unit * a->lanes) / a->lanes;
    const size_t span = depthwise ? k * k : k * shape->input_channels;
    return (blocks){
        .count = (columns + a->columns - 1) / a->columns,
        .columns = columns,
        .unit = unit,
        .starts = depthwise ? 1 : k,
        .steps = (span + a->depth - 1) / a->depth,
    };
}

// The first column of a block; that of the block after the last is the number of columns.
static inline int32_t first_column(const blocks *b, int32_t block) {
    return b->columns / b->unit * block / b->count * b->unit;
}

// Bytes of a block of so many columns.
static inline size_t block_byte_count(const arithmetic *a, const blocks *b, int32_t columns) {
    size_t weights = b->starts * b->steps * a->depth * a->element;
    return (PARAMETERS * sizeof(int32_t) + weights) * columns * a->lanes;
}

// What a packed convolution begins with: whether the blocks follow, or the packing of the scalar
// instruction set.
//
// Steps at the ends of a kernel's row whose weights are all zero are left out.
typedef struct packed_header {
    int32_t is_blocked;
    int32_t is_widened;  // whether any sum has to be moved up
    uint16_t first_step[MAX_KERNEL];
    uint16_t steps[MAX_KERNEL];
} packed_header;

enum { HEADER_BYTES = 2 * ALIGNMENT };

static inline char *packed_body(const void *packed) { return (char *)packed + HEADER_BYTES; }

// For tile.h: functions with constant arguments that vanish into their callers, loops that are
// written out.
#define INLINE static inline __attribute__((always_inline)) TARGET
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 24")
#endif

#endif
