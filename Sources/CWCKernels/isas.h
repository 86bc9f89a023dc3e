// The tables that a build may hold, and what several of them share.

#ifndef CWC_ISAS_H
#define CWC_ISAS_H

#include "CWCKernels.h"

extern const cwc_kernels cwc_kernels_scalar;
extern const cwc_kernels cwc_kernels_avx2;
extern const cwc_kernels cwc_kernels_avx512bw;
extern const cwc_kernels cwc_kernels_avx512vnni;
extern const cwc_kernels cwc_kernels_neon;
extern const cwc_kernels cwc_kernels_neondot;

// What every instruction set makes of x, a and b; each compiles it for itself.
static inline __attribute__((always_inline)) void cwc_lift_line(int32_t *restrict x,
                                                                const int32_t *a, const int32_t *b,
                                                                size_t count, int32_t weight,
                                                                int32_t undo) {
    for (size_t i = 0; i < count; i++) {
        uint32_t sum = (uint32_t)weight * ((uint32_t)a[i] + (uint32_t)b[i]) + (1u << 11);
        uint32_t change = (uint32_t)((int32_t)sum >> 12);
        x[i] = (int32_t)((uint32_t)x[i] + (undo ? 0u - change : change));
    }
}

void cwc_pixel_shuffle_vectors(const int16_t *input, int32_t height, int32_t width,
                               int32_t channels, int32_t factor, int16_t *output);

#endif
