#include "levels.h"

const char *cwc_level_name(cwc_level level) {
    switch (level) {
    case CWC_LEVEL_SCALAR: return "scalar";
    case CWC_LEVEL_AVX2: return "avx2";
    case CWC_LEVEL_AVX512BW: return "avx512bw";
    case CWC_LEVEL_AVX512VNNI: return "avx512vnni";
    case CWC_LEVEL_NEON: return "neon";
    case CWC_LEVEL_NEONDOT: return "neondot";
    }
    return NULL;
}

const cwc_kernels *cwc_kernels_for(cwc_level level) {
    switch (level) {
    case CWC_LEVEL_SCALAR: return &cwc_kernels_scalar;
    default: return NULL;
    }
}

const cwc_kernels *cwc_kernels_best(void) {
    const cwc_kernels *best = &cwc_kernels_scalar;
    for (int level = 0; level < CWC_LEVEL_COUNT; level++) {
        const cwc_kernels *kernels = cwc_kernels_for((cwc_level)level);
        if (kernels != NULL) best = kernels;
    }
    return best;
}
