// NEON with dot products: bytes by sdot, signed activations and signed weights, four to a sum. It
// wraps around; any range of 256 values fits, moved to -128 ... 127. Activations of 16 bits are two
// planes of bytes, at twice the rate of smlal.

#if defined(__aarch64__)

#define ISA(name) name##_neondot
#define ISA_NAME "neondot"
#ifdef __clang__
#define TARGET __attribute__((target("dotprod")))
#else
#define TARGET __attribute__((target("arch=armv8.2-a+dotprod")))
#endif

#include "neon.h"

INLINE vector multiply_add_bytes(vector sum, vector activation, vector weight) {
    return vdotq_s32(sum, vreinterpretq_s8_s32(activation), vreinterpretq_s8_s32(weight));
}

#include "../tile.h"

static TARGET void bytes_neondot(const block_row *r) {
    switch (r->columns) {
    case 1: dense_tiles(1, 1, 1, 12, r); break;
    case 2: dense_tiles(1, 1, 2, 12, r); break;
    case 3: dense_tiles(1, 1, 3, 8, r); break;
    default: dense_tiles(1, 1, 4, 6, r); break;
    }
}

static TARGET void planes_neondot(const block_row *r) {
    switch (r->columns) {
    case 1: dense_tiles(1, 2, 1, 6, r); break;
    case 2: dense_tiles(1, 2, 2, 6, r); break;
    case 3: dense_tiles(1, 2, 3, 4, r); break;
    default: dense_tiles(1, 2, 4, 3, r); break;
    }
}

static TARGET int64_t multiply_bytes_neondot(int64_t rounds) {
    return multiply_registers(1, rounds);
}

static TARGET int64_t multiply_words_neondot(int64_t rounds) {
    return multiply_registers(2, rounds);
}

enum { OFFSET = -128 };

static TARGET void narrow_neondot(const int16_t *source, size_t count, int16_t low, char *bytes,
                                  size_t plane_stride) {
    const words lows = splat(low);
    const int8x8_t offset = vdup_n_s8(OFFSET);
    int8_t *target = (int8_t *)bytes;
    (void)plane_stride;
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        words a = vsubq_s16(load_words(source + i), lows);
        vst1_s8(target + i, vadd_s8(vmovn_s16(a), offset));
    }
    for (; i < count; i++) target[i] = (int8_t)(source[i] - low + OFFSET);
}

static TARGET void split_neondot(const int16_t *source, size_t count, int16_t low, char *bytes,
                                 size_t plane_stride) {
    const words lows = splat(low);
    const int8x8_t offset = vdup_n_s8(OFFSET);
    int8_t *target = (int8_t *)bytes, *high = target + plane_stride;
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        words a = vsubq_s16(load_words(source + i), lows);
        vst1_s8(target + i, vadd_s8(vmovn_s16(a), offset));
        vst1_s8(high + i, vadd_s8(vshrn_n_s16(a, 8), offset));
    }
    for (; i < count; i++) {
        target[i] = (int8_t)(source[i] - low + OFFSET);
        high[i] = (int8_t)(((source[i] - low) >> 8) + OFFSET);
    }
}

static const arithmetics isa = {
    .bytes = &(arithmetic){.element = 1, .planes = 1, .lanes = LANES, .depth = 4,
                           .columns = 4, .pixels = 12,
                           .offset = OFFSET, .row = bytes_neondot,
                           .multiply = multiply_bytes_neondot, .narrow = narrow_neondot},
    .words = &(arithmetic){.element = 1, .planes = 2, .lanes = LANES, .depth = 4, .columns = 4,
                           .pixels = 6, .offset = OFFSET, .row = planes_neondot,
                           .multiply = multiply_bytes_neondot, .narrow = split_neondot},
    .depthwise = &(arithmetic){.element = 2, .planes = 1, .lanes = LANES, .depth = DEPTHWISE_DEPTH,
                               .columns = 2, .pixels = DEPTHWISE_PIXELS,
                               .row = depthwise_neondot, .multiply = multiply_words_neondot},
};

#include "../table.h"

#endif
