#include "isas.h"

const char *cwc_isa_name(cwc_isa isa) {
    switch (isa) {
    case CWC_ISA_SCALAR: return "scalar";
    case CWC_ISA_AVX2: return "avx2";
    case CWC_ISA_AVX512BW: return "avx512bw";
    case CWC_ISA_AVX512VNNI: return "avx512vnni";
    case CWC_ISA_NEON: return "neon";
    case CWC_ISA_NEONDOT: return "neondot";
    }
    return NULL;
}

#if defined(__x86_64__)

// These ask the operating system too: it must save the wide registers.
static const cwc_kernels *kernels_of_machine(cwc_isa isa) {
    switch (isa) {
    case CWC_ISA_AVX2:
        return __builtin_cpu_supports("avx2") ? &cwc_kernels_avx2 : NULL;
    case CWC_ISA_AVX512BW:
        return __builtin_cpu_supports("avx512bw") ? &cwc_kernels_avx512bw : NULL;
    case CWC_ISA_AVX512VNNI:
        return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni")
                   ? &cwc_kernels_avx512vnni
                   : NULL;
    default:
        return NULL;
    }
}

#elif defined(__aarch64__)

#if defined(__linux__)
#include <sys/auxv.h>
enum { HWCAP_DOT_PRODUCT = 1 << 20 };
static int has_dot_product(void) { return (getauxval(AT_HWCAP) & HWCAP_DOT_PRODUCT) != 0; }
#elif defined(__APPLE__)
static int has_dot_product(void) { return 1; }
#else
static int has_dot_product(void) { return 0; }
#endif

// Every 64-bit Arm has NEON.
static const cwc_kernels *kernels_of_machine(cwc_isa isa) {
    switch (isa) {
    case CWC_ISA_NEON: return &cwc_kernels_neon;
    case CWC_ISA_NEONDOT: return has_dot_product() ? &cwc_kernels_neondot : NULL;
    default: return NULL;
    }
}

#else

static const cwc_kernels *kernels_of_machine(cwc_isa isa) {
    (void)isa;
    return NULL;
}

#endif

const cwc_kernels *cwc_kernels_for(cwc_isa isa) {
    return isa == CWC_ISA_SCALAR ? &cwc_kernels_scalar : kernels_of_machine(isa);
}

const cwc_kernels *cwc_kernels_best(void) {
    const cwc_kernels *best = &cwc_kernels_scalar;
    for (int isa = 0; isa < CWC_ISA_COUNT; isa++) {
        const cwc_kernels *kernels = cwc_kernels_for((cwc_isa)isa);
        if (kernels != NULL) best = kernels;
    }
    return best;
}
