// Integer network kernels. Spec/model.md §2.
//
// A kernel is a plain function over memory that its caller owns: it allocates nothing and keeps no
// state. Each instruction set has one constant table of kernels, and all of them give the same bytes.
// The scalar kernels are written for reading; they are the reference of the others and stay.
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
    int32_t groups;   // 1, or depthwise: as many as input and as output channels
    int32_t kernel;   // height and width of the kernel
    int32_t stride;   // in both directions
    int32_t padding;  // rows or columns on each of the four sides, less than kernel
    int16_t input_low;  // bounds of an input element, both inclusive
    int16_t input_high;
    int16_t input_zero;  // value of an element outside the picture, within the bounds
    int16_t low;         // bounds of an output before the leak, both inclusive
    int16_t high;
    int16_t leak;  // 0 ... 15: an output below zero is shifted right by so much
} cwc_convolution;

// What one output channel does with its sum of products.
typedef struct cwc_channel {
    int32_t bias;
    int32_t multiplier;  // 1 ... 2^31 - 1
    int32_t shift;       // 1 ... 62
} cwc_channel;

// A picture of which some rows are in memory: [height, width, input_channels], rows first_row ..<
// first_row + row_count.
typedef struct cwc_window {
    const int16_t *rows;  // where row first_row begins
    int32_t first_row;
    int32_t row_count;
    int32_t height;  // of the whole picture: where the padding below it begins
    int32_t width;
} cwc_window;

#ifdef __clang__
#define CWC_SENDABLE __attribute__((swift_attr("@Sendable")))
#define CWC_SAFE __attribute__((swift_attr("safe")))
#else
#define CWC_SENDABLE
#define CWC_SAFE
#endif

// Functions without state, so Swift may share a table among threads. To have it is safe in Swift; to
// call what takes a pointer is not.
typedef struct CWC_SENDABLE CWC_SAFE cwc_kernels {
    const char *name;

    // Numbers are packed once, when a model is loaded, into the order that the kernels read
    // them in.
    // `weights` is [output_channels, kernel, kernel, input_channels / groups], `channels` is
    // [output_channels]; `packed` takes packed_byte_count bytes, aligned to 64.
    size_t (*packed_byte_count)(const cwc_convolution *shape);
    void (*pack)(const cwc_convolution *shape, const int8_t *weights, const cwc_channel *channels,
                 void *packed);

    // Computes the output rows first_row ..< end_row, and writes nothing else, so that threads can
    // share the rows of one output. `output` points at row first_row. The window must hold the rows
    // that these need, as far as the picture has them. `scratch` takes scratch_byte_count bytes for
    // a picture of that width, aligned to 64, one for each thread.
    size_t (*scratch_byte_count)(const cwc_convolution *shape, int32_t width);
    void (*convolve)(const cwc_convolution *shape, const void *packed, const cwc_window *input,
                     int16_t *output, int32_t first_row, int32_t end_row, void *scratch);

    // x[i] = max(x[i], 0).
    void (*rectify)(int16_t *x, size_t count);

    // x[i] = max(x[i], x[i] >> shift), shift in 0 ... 15: what is below zero is shifted, downward.
    void (*leak)(int16_t *x, size_t count, int32_t shift);

    // x[i] = clamp(x[i] + y[i], low, high); the sum is taken in 32 bits.
    void (*add_clamp)(int16_t *x, const int16_t *y, size_t count, int16_t low, int16_t high);

    // x[i] += (weight * (a[i] + b[i]) + 2^11) >> 12, or -= where `undo` is not 0: a step of the
    // wavelet's lifting, in 32 bits that wrap around. x overlaps neither a nor b.
    void (*lift)(int32_t *x, const int32_t *a, const int32_t *b, size_t count, int32_t weight,
                 int32_t undo);

    // [height, width, channels * factor^2] to [height * factor, width * factor, channels]: input
    // channel c * factor^2 + i * factor + j goes to channel c, row offset i, column offset j.
    void (*pixel_shuffle)(const int16_t *input, int32_t height, int32_t width, int32_t channels,
                          int32_t factor, int16_t *output);

    // Multiplies and adds as `convolve` would for the shape, but in registers alone, and returns the
    // number of products: the rate that no convolution of the instruction set can pass. A
    // round is some tens of instructions.
    int64_t (*multiply)(const cwc_convolution *shape, int64_t rounds);
} cwc_kernels;

// Instruction sets that may have kernels of their own; on one machine, the later the faster.
typedef enum cwc_isa {
    CWC_ISA_SCALAR = 0,
    CWC_ISA_AVX2 = 1,
    CWC_ISA_AVX512BW = 2,
    CWC_ISA_AVX512VNNI = 3,
    CWC_ISA_NEON = 4,
    CWC_ISA_NEONDOT = 5,
} cwc_isa;

enum { CWC_ISA_COUNT = 6 };

// What an instruction set is called: "avx2".
const char *cwc_isa_name(cwc_isa isa);

// The kernels of an instruction set, or NULL where this build or this CPU has none.
const cwc_kernels *cwc_kernels_for(cwc_isa isa);

// For a thread that waits for another: gives way for a moment, to the other thread of its core in
// most rounds, and now and then to whatever else wants to run.
void cwc_wait(uint32_t round);

// The kernels of the fastest instruction set that this build and this CPU have.
const cwc_kernels *cwc_kernels_best(void);

#endif
