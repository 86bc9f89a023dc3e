// The tables that a build may hold, and what several of them share.

#ifndef CWC_LEVELS_H
#define CWC_LEVELS_H

#include "CWCKernels.h"

extern const cwc_kernels cwc_kernels_scalar;
extern const cwc_kernels cwc_kernels_avx2;
extern const cwc_kernels cwc_kernels_avx512bw;
extern const cwc_kernels cwc_kernels_avx512vnni;
extern const cwc_kernels cwc_kernels_neon;
extern const cwc_kernels cwc_kernels_neondot;

void cwc_pixel_shuffle_vectors(const int16_t *input, int32_t height, int32_t width,
                               int32_t channels, int32_t factor, int16_t *output);

#endif
