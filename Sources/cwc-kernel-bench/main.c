// Rates of the convolution kernels, each beside the peak of its instruction set in the same run.
//
//     cwc-kernel-bench [--json] [--runs N] [--instruction set NAME] [--only TEXT]
//
// One thread. Runs of the peak and of the kernel alternate, and a share of peak is the median of the
// shares of neighbouring runs, so that a machine whose clock drifts, or that has other work, spoils
// it less. Rates count products: GMAC/s. The last pixels and channels that only fill a tile do not
// count.

#include "CWCKernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct bench_case {
    const char *name;
    int32_t kernel, stride, padding, inputs, outputs, groups;
    int16_t low, high;  // bounds of the input
    int32_t height, width;
} bench_case;

// The first two are whole pictures; those of little work for each element are strips, as a network
// runs them: what they measure is not the memory.
static const bench_case cases[] = {
    {"3x3 128-128 8 bit", 3, 1, 1, 128, 128, 1, 0, 255, 128, 192},
    {"3x3 128-128 16 bit", 3, 1, 1, 128, 128, 1, -2048, 2047, 128, 192},
    {"1x1 128-128 8 bit", 1, 1, 0, 128, 128, 1, -128, 127, 16, 192},
    {"1x1 192-192 8 bit", 1, 1, 0, 192, 192, 1, -128, 127, 16, 192},
    {"1x1 192-384 8 bit", 1, 1, 0, 192, 384, 1, -128, 127, 16, 192},
    {"1x1 192-192 16 bit", 1, 1, 0, 192, 192, 1, -2048, 2047, 16, 192},
    {"depthwise 3x3 96", 3, 1, 1, 96, 96, 96, -128, 127, 16, 192},
    {"depthwise 3x3 192", 3, 1, 1, 192, 192, 192, -128, 127, 16, 192},
    {"5x5/2 3-96 8 bit", 5, 2, 2, 3, 96, 1, 0, 255, 256, 384},
    {"5x5/2 96-128 8 bit", 5, 2, 2, 96, 128, 1, 0, 255, 128, 192},
    {"1x1 96-48 8 bit", 1, 1, 0, 96, 48, 1, -128, 127, 16, 192},
    {"seed 8x8/4 3-128", 8, 4, 2, 3, 128, 1, 0, 255, 512, 768},
    {"seed 4x4/2 128-256", 4, 2, 1, 128, 256, 1, 0, 4095, 64, 96},
    {"seed 3x3 64-512", 3, 1, 1, 64, 512, 1, 0, 1, 64, 96},
    {"seed 3x3 512-512", 3, 1, 1, 512, 512, 1, 0, 4095, 32, 96},
    {"seed 3x3 512-128", 3, 1, 1, 512, 128, 1, 0, 4095, 64, 96},
    {"seed 3x3 128-256", 3, 1, 1, 128, 256, 1, 0, 4095, 64, 192},
    {"seed 3x3 16-32", 3, 1, 1, 16, 32, 1, 0, 4095, 512, 768},
    {"seed 1x1 32-3", 1, 1, 0, 32, 3, 1, 0, 4095, 512, 768},
};

enum { CASE_COUNT = sizeof cases / sizeof *cases, MAX_RUNS = 99 };

// Time that this thread ran: what else the machine had to do does not count.
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, count, sizeof *values, ascending);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static void *allocate(size_t size) {
    void *memory = aligned_alloc(64, (size + 63) / 64 * 64 + 64);
    if (!memory) abort();
    return memory;
}

// The case with any numbers; outputs are spread over most of 8 bits.
typedef struct problem {
    cwc_convolution shape;
    cwc_window window;
    int32_t rows;
    double products;
    int8_t *weights;
    cwc_channel *channels;
    int16_t *input, *output;
} problem;

static problem make_problem(const bench_case *c) {
    problem p = {.shape = {.input_channels = c->inputs, .output_channels = c->outputs,
                           .groups = c->groups, .kernel = c->kernel, .stride = c->stride,
                           .padding = c->padding, .input_low = c->low, .input_high = c->high,
                           .low = -128, .high = 127}};
    const size_t weights = (size_t)c->kernel * c->kernel * c->inputs / c->groups;
    const size_t elements = (size_t)c->height * c->width * c->inputs;
    const int32_t columns = (c->width + 2 * c->padding - c->kernel) / c->stride + 1;
    p.rows = (c->height + 2 * c->padding - c->kernel) / c->stride + 1;
    p.products = (double)p.rows * columns * c->outputs * (double)weights;
    p.weights = allocate(c->outputs * weights);
    p.channels = allocate(c->outputs * sizeof *p.channels);
    p.input = allocate(elements * sizeof *p.input);
    p.output = allocate((size_t)p.rows * columns * c->outputs * sizeof *p.output);

    uint32_t state = 1;
    for (size_t i = 0; i < elements; i++) {
        state = state * 1664525 + 1013904223;
        p.input[i] = (int16_t)(c->low + (int32_t)((state >> 8) % (uint32_t)(c->high - c->low + 1)));
    }
    for (size_t i = 0; i < c->outputs * weights; i++) {
        state = state * 1664525 + 1013904223;
        p.weights[i] = (int8_t)((int32_t)(state >> 24) - 128) / 2;
    }
    for (int32_t o = 0; o < c->outputs; o++)
        p.channels[o] = (cwc_channel){.bias = 0, .multiplier = 1 << 30, .shift = 40};
    p.window = (cwc_window){.rows = p.input, .row_count = c->height, .height = c->height,
                            .width = c->width};
    return p;
}

static void free_problem(problem *p) {
    free(p->weights);
    free(p->channels);
    free(p->input);
    free(p->output);
}

typedef struct rates {
    double kernel, peak, share;  // GMAC/s, GMAC/s, of 1
} rates;

static rates measure(const cwc_kernels *kernels, const bench_case *c, int runs) {
    problem p = make_problem(c);
    void *packed = allocate(kernels->packed_byte_count(&p.shape));
    void *scratch = allocate(kernels->scratch_byte_count(&p.shape, c->width));
    kernels->pack(&p.shape, p.weights, p.channels, packed);

    double kernel[MAX_RUNS], peak[MAX_RUNS], share[MAX_RUNS];
    int64_t rounds = 1 << 10;
    for (int run = -1; run < runs; run++) {  // the first one warms up and does not count
        int i = run < 0 ? 0 : run;
        double start = now();
        double products = (double)kernels->multiply(&p.shape, rounds);
        double middle = now();
        kernels->convolve(&p.shape, packed, &p.window, p.output, 0, p.rows, scratch);
        double end = now();
        peak[i] = products / (middle - start) * 1e-9;
        kernel[i] = p.products / (end - middle) * 1e-9;
        share[i] = kernel[i] / peak[i];
        // The peak takes about as long as the kernel.
        if (run < 0)
            rounds = 1 + (int64_t)((double)rounds * (end - middle) / (middle - start));
    }
    free(packed);
    free(scratch);
    free_problem(&p);
    return (rates){median(kernel, runs), median(peak, runs), median(share, runs)};
}

static int fail(const char *message) {
    fprintf(stderr, "cwc-kernel-bench: %s\n", message);
    return 64;
}

int main(int argc, char **argv) {
    int json = 0, runs = 15, first = 1;
    const char *only = "", *wanted = NULL;
    for (int i = 1; i < argc; i++) {
        const int has_value = i + 1 < argc;
        if (!strcmp(argv[i], "--json"))
            json = 1;
        else if (!strcmp(argv[i], "--runs") && has_value)
            runs = atoi(argv[++i]);
        else if (!strcmp(argv[i], "--isa") && has_value)
            wanted = argv[++i];
        else if (!strcmp(argv[i], "--only") && has_value)
            only = argv[++i];
        else
            return fail("usage: cwc-kernel-bench [--json] [--runs N] [--isa NAME] [--only TEXT]");
    }
    if (runs < 1 || runs > MAX_RUNS) return fail("--runs takes 1 to 99");

    if (json)
        printf("[");
    else
        printf("%-20s %-11s %9s %9s %7s\n", "kernel", "isa", "GMAC/s", "peak", "share");
    for (int i = 0; i < CASE_COUNT; i++) {
        if (!strstr(cases[i].name, only)) continue;
        for (int isa = 0; isa < CWC_ISA_COUNT; isa++) {
            const cwc_kernels *kernels = cwc_kernels_for((cwc_isa)isa);
            if (!kernels || (wanted && strcmp(kernels->name, wanted))) continue;
            // The scalar instruction set is for comparing bytes, not speed.
            if (!wanted && isa == CWC_ISA_SCALAR && i > 1) continue;
            rates r = measure(kernels, &cases[i], runs);
            if (json)
                printf("%s\n  {\"kernel\": \"%s\", \"isa\": \"%s\", \"gmac_per_second\": %.2f, "
                       "\"peak_gmac_per_second\": %.2f, \"share_of_peak\": %.4f}",
                       first ? "" : ",", cases[i].name, kernels->name, r.kernel, r.peak, r.share);
            else
                printf("%-20s %-11s %9.1f %9.1f %6.1f%%\n", cases[i].name, kernels->name, r.kernel,
                       r.peak, 100 * r.share);
            fflush(stdout);
            first = 0;
        }
    }
    if (json) printf("\n]\n");
    return 0;
}
