// Compares the kernels of every instruction set that this machine has with those of the scalar instruction set, byte by
// byte, on random shapes and numbers: for compilers, sanitizers and emulators that the Swift tests
// do not reach.
//
//     check [ROUNDS [SEED]]
//
// Prints a line for each instruction set; exits with 1 at the first difference and says how to repeat it.

#include "CWCKernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#endif

static uint64_t state;

// SplitMix64.
static uint64_t next(void) {
    uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

static int64_t between(int64_t low, int64_t high) {
    return low + (int64_t)(next() % (uint64_t)(high - low + 1));
}

#define ONE_OF(array) array[next() % (sizeof array / sizeof *array)]

// Memory between two runs of guard bytes, filled with a pattern. A kernel may not write to the
// guards, and where there is a sanitizer to see it, not read them either.
enum { GUARD = 64, POISON = 0x5A };

typedef struct guarded {
    char *base;
    size_t size;
} guarded;

static guarded allocate(size_t size) {
    size_t total = (size + 2 * GUARD + 63) / 64 * 64;
    guarded g = {aligned_alloc(64, total), size};
    if (!g.base) abort();
    memset(g.base, POISON, total);
    ASAN_POISON_MEMORY_REGION(g.base, GUARD);
    ASAN_POISON_MEMORY_REGION(g.base + GUARD + size, GUARD);
    return g;
}

static void *start(guarded g) { return g.base + GUARD; }

static int is_intact(guarded g) {
    ASAN_UNPOISON_MEMORY_REGION(g.base, g.size + 2 * GUARD);
    for (size_t i = 0; i < GUARD; i++)
        if (g.base[i] != POISON || g.base[GUARD + g.size + i] != POISON) return 0;
    return 1;
}

// A convolution with its numbers and a window of the rows that some of its output needs.
typedef struct convolution {
    cwc_convolution shape;
    int8_t *weights;
    cwc_channel *channels;
    cwc_window window;
    int16_t *rows;
    int32_t first_row, end_row, output_width;
} convolution;

static size_t weights_per_output(const cwc_convolution *s) {
    return (size_t)s->kernel * s->kernel * (s->input_channels / s->groups);
}

static int16_t element(const cwc_convolution *s, int extreme) {
    if (extreme) return next() % 2 ? s->input_low : s->input_high;
    return (int16_t)between(s->input_low, s->input_high);
}

static void choose_shape(cwc_convolution *s) {
    static const int32_t channels[] = {1, 2, 3, 4, 5, 8, 12, 15, 16, 17, 31, 32, 33, 48, 64, 65, 96,
                                       129};
    static const int32_t kernels[] = {1, 1, 2, 3, 3, 3, 4, 5, 7, 8, 16};
    static const int16_t ranges[][2] = {{0, 255},      {-128, 127}, {0, 1},    {-32768, 32767},
                                        {-2048, 2047}, {0, 256},    {100, 355}, {-32768, -32513},
                                        {32512, 32767}, {7, 7}};
    s->kernel = ONE_OF(kernels);
    s->input_channels = s->kernel > 5 ? (int32_t)between(1, 5) : ONE_OF(channels);
    s->output_channels = ONE_OF(channels);
    s->groups = 1;
    if (next() % 4 == 0) s->groups = s->output_channels = s->input_channels;
    s->stride = (int32_t)between(1, 4);
    s->padding = (int32_t)between(0, s->kernel - 1);
    const int16_t *range = ONE_OF(ranges);
    s->input_low = range[0];
    s->input_high = range[1];
    s->input_zero = element(s, next() % 2);
    s->low = (int16_t)between(INT16_MIN, INT16_MAX);
    s->high = (int16_t)between(s->low, INT16_MAX);
    if (next() % 2) s->low = INT16_MIN, s->high = INT16_MAX;
    s->leak = (int16_t)(next() % 3 ? 0 : between(0, 15));
}

// Weights and biases that keep to the bound of Spec/model.md §2.3, some of them reaching it, and
// factors that bring most outputs into 16 bits.
static void choose_numbers(convolution *c, int extreme) {
    const cwc_convolution *s = &c->shape;
    const size_t count = weights_per_output(s);
    int64_t magnitude = llabs((long long)s->input_low);
    if (llabs((long long)s->input_high) > magnitude) magnitude = llabs((long long)s->input_high);
    int64_t largest = INT32_MAX / (magnitude * (int64_t)count);
    if (largest > 127) largest = 127;
    c->weights = malloc(s->output_channels * count);
    c->channels = malloc(s->output_channels * sizeof *c->channels);
    for (int32_t o = 0; o < s->output_channels; o++) {
        int64_t sum = 0;
        for (size_t i = 0; i < count; i++) {
            int64_t w = extreme ? (next() % 2 ? largest : -largest) : between(-largest, largest);
            c->weights[o * count + i] = (int8_t)w;
            sum += llabs((long long)w);
        }
        int64_t room = INT32_MAX - magnitude * sum;
        int64_t bias = next() % 4 ? between(-room / 1000, room / 1000) : between(-room, room);
        if (next() % 8 == 0) bias = next() % 2 ? room : -room;

        int32_t bits = 0, width = (int32_t)between(0, 30);
        while (magnitude * sum >> bits) bits++;
        int64_t shift = width + bits - 15 + between(-4, 4);
        if (next() % 8 == 0) shift = between(1, 62);
        c->channels[o] = (cwc_channel){
            .bias = (int32_t)bias,
            .multiplier = (int32_t)between(1LL << width, (2LL << width) - 1),
            .shift = (int32_t)(shift < 1 ? 1 : shift > 62 ? 62 : shift),
        };
    }
}

// A picture of any size that the kernel fits, some rows of its output, and just what these need.
static void choose_window(convolution *c, int extreme) {
    const cwc_convolution *s = &c->shape;
    const int32_t fits = s->kernel - 2 * s->padding;
    const int32_t least = fits > 1 ? fits : 1;
    const int32_t height = (int32_t)between(least, least + 9);
    const int32_t width = (int32_t)between(least, least + (next() % 2 ? 4 : 40));
    const int32_t rows = (height + 2 * s->padding - s->kernel) / s->stride + 1;
    c->output_width = (width + 2 * s->padding - s->kernel) / s->stride + 1;
    c->first_row = (int32_t)between(0, rows - 1);
    c->end_row = (int32_t)between(c->first_row, rows);
    int32_t first = c->first_row * s->stride - s->padding;
    int32_t end = (c->end_row - 1) * s->stride - s->padding + s->kernel;
    first = first < 0 ? 0 : first > height ? height : first;
    end = end > height ? height : end < first ? first : end;

    size_t count = (size_t)(end - first) * width * s->input_channels;
    c->rows = malloc(count * sizeof *c->rows);
    for (size_t i = 0; i < count; i++) c->rows[i] = element(s, extreme);
    c->window = (cwc_window){.rows = c->rows, .first_row = first, .row_count = end - first,
                             .height = height, .width = width};
}

// The output of one instruction set, poisoned where it does not write.
static guarded run(const cwc_kernels *kernels, const convolution *c, int *intact) {
    const cwc_convolution *s = &c->shape;
    size_t count = (size_t)(c->end_row - c->first_row) * c->output_width * s->output_channels;
    guarded output = allocate(count * sizeof(int16_t));
    guarded packed = allocate(kernels->packed_byte_count(s));
    guarded scratch = allocate(kernels->scratch_byte_count(s, c->window.width));
    kernels->pack(s, c->weights, c->channels, start(packed));
    kernels->convolve(s, start(packed), &c->window, start(output), c->first_row, c->end_row,
                      start(scratch));
    *intact = is_intact(output) && is_intact(packed) && is_intact(scratch);
    free(packed.base);
    free(scratch.base);
    return output;
}

static int check_convolution(const cwc_kernels *kernels) {
    convolution c;
    const int extreme = next() % 4 == 0;
    choose_shape(&c.shape);
    choose_numbers(&c, extreme);
    choose_window(&c, extreme);

    int intact, expected_intact;
    guarded expected = run(cwc_kernels_for(CWC_ISA_SCALAR), &c, &expected_intact);
    guarded output = run(kernels, &c, &intact);
    int same = memcmp(start(expected), start(output), output.size) == 0;
    if (!same || !intact || !expected_intact)
        printf("%s %dx%d stride %d padding %d groups %d, %d to %d channels, [%d, %d], picture "
               "%dx%d, rows %d to %d\n",
               same ? "writes outside:" : "differs:", c.shape.kernel, c.shape.kernel,
               c.shape.stride, c.shape.padding, c.shape.groups, c.shape.input_channels,
               c.shape.output_channels, c.shape.input_low, c.shape.input_high, c.window.height,
               c.window.width, c.first_row, c.end_row);
    free(expected.base);
    free(output.base);
    free(c.weights);
    free(c.channels);
    free(c.rows);
    return same && intact && expected_intact;
}

static int check_elements(const cwc_kernels *kernels) {
    const cwc_kernels *scalar = cwc_kernels_for(CWC_ISA_SCALAR);
    const size_t count = next() % 200;
    const int32_t shift = (int32_t)between(0, 15);
    const int16_t low = (int16_t)between(INT16_MIN, INT16_MAX);
    const int16_t high = (int16_t)between(low, INT16_MAX);
    int16_t *y = malloc(count * sizeof *y + 1);
    guarded expected = allocate(count * sizeof *y), output = allocate(count * sizeof *y);
    int same = 1;
    for (int kernel = 0; kernel < 3; kernel++) {
        for (size_t i = 0; i < count; i++) {
            y[i] = (int16_t)between(INT16_MIN, INT16_MAX);
            ((int16_t *)start(output))[i] = (int16_t)between(INT16_MIN, INT16_MAX);
        }
        memcpy(start(expected), start(output), count * sizeof *y);
        switch (kernel) {
        case 0:
            scalar->rectify(start(expected), count);
            kernels->rectify(start(output), count);
            break;
        case 1:
            scalar->leak(start(expected), count, shift);
            kernels->leak(start(output), count, shift);
            break;
        default:
            scalar->add_clamp(start(expected), y, count, low, high);
            kernels->add_clamp(start(output), y, count, low, high);
        }
        same = same && !memcmp(start(expected), start(output), output.size) && is_intact(output);
    }
    if (!same) printf("differs: %zu elements\n", count);
    free(y);
    free(expected.base);
    free(output.base);
    return same;
}

static int check_lift(const cwc_kernels *kernels) {
    const size_t count = next() % 200, size = count * sizeof(int32_t);
    const int32_t weight = (int32_t)between(-8192, 8191), undo = (int32_t)between(0, 1);
    guarded a = allocate(size), b = allocate(size);
    guarded expected = allocate(size), output = allocate(size);
    for (size_t i = 0; i < count; i++) {
        ((int32_t *)start(a))[i] = (int32_t)next();
        ((int32_t *)start(b))[i] = (int32_t)next();
        ((int32_t *)start(output))[i] = (int32_t)next();
    }
    memcpy(start(expected), start(output), size);
    cwc_kernels_for(CWC_ISA_SCALAR)
        ->lift((int32_t *)start(expected), (int32_t *)start(a), (int32_t *)start(b), count, weight,
               undo);
    kernels->lift((int32_t *)start(output), (int32_t *)start(a), (int32_t *)start(b), count, weight,
                  undo);
    int same = !memcmp(start(expected), start(output), size) && is_intact(output) &&
               is_intact(a) && is_intact(b);
    if (!same) printf("differs: lifting of %zu\n", count);
    free(a.base);
    free(b.base);
    free(expected.base);
    free(output.base);
    return same;
}

static int check_shuffle(const cwc_kernels *kernels) {
    const int32_t factor = (int32_t)between(1, 5), channels = (int32_t)between(1, 20);
    const int32_t height = (int32_t)between(1, 3), width = (int32_t)between(1, 5);
    const size_t count = (size_t)height * width * channels * factor * factor;
    int16_t *input = malloc(count * sizeof *input);
    for (size_t i = 0; i < count; i++) input[i] = (int16_t)next();
    guarded expected = allocate(count * sizeof *input), output = allocate(count * sizeof *input);
    cwc_kernels_for(CWC_ISA_SCALAR)
        ->pixel_shuffle(input, height, width, channels, factor, start(expected));
    kernels->pixel_shuffle(input, height, width, channels, factor, start(output));
    int same = !memcmp(start(expected), start(output), output.size) && is_intact(output);
    if (!same) printf("differs: shuffle by %d, %d channels\n", factor, channels);
    free(input);
    free(expected.base);
    free(output.base);
    return same;
}

int main(int argc, char **argv) {
    const uint64_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000;
    const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    for (int isa = CWC_ISA_SCALAR; isa < CWC_ISA_COUNT; isa++) {
        const cwc_kernels *kernels = cwc_kernels_for((cwc_isa)isa);
        if (!kernels) {
            printf("%-10s skipped: not on this machine\n", cwc_isa_name((cwc_isa)isa));
            continue;
        }
        for (uint64_t round = 0; round < rounds; round++) {
            state = seed + round;
            if (!check_convolution(kernels) || !check_elements(kernels) ||
                !check_lift(kernels) || !check_shuffle(kernels)) {
                printf("%s: repeat with: check 1 %llu\n", kernels->name,
                       (unsigned long long)(seed + round));
                return 1;
            }
        }
        printf("%-10s %llu rounds agree with the scalar isa\n", kernels->name,
               (unsigned long long)rounds);
    }
    return 0;
}
