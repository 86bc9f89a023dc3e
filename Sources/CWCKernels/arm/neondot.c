// NEON with dot products: bytes by sdot, signed activations and signed weights, four to a sum. It
// wraps around; any range of 256 values fits, moved to -128 ... 127.

#if defined(__aarch64__)

#define LEVEL(name) name##_neondot
#define LEVEL_NAME "neondot"
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
    case 1: dense_tiles(1, 1, 12, r); break;
    case 2: dense_tiles(1, 2, 12, r); break;
    case 3: dense_tiles(1, 3, 8, r); break;
    default: dense_tiles(1, 4, 6, r); break;
    }
}

static TARGET void words_neondot(const block_row *r) {
    switch (r->columns) {
    case 1: dense_tiles(2, 1, 12, r); break;
    case 2: dense_tiles(2, 2, 12, r); break;
    case 3: dense_tiles(2, 3, 8, r); break;
    default: dense_tiles(2, 4, 6, r); break;
    }
}

static TARGET int64_t multiply_bytes_neondot(int64_t rounds) {
    return multiply_registers(1, rounds);
}

static TARGET int64_t multiply_words_neondot(int64_t rounds) {
    return multiply_registers(2, rounds);
}

static TARGET void narrow_neondot(const int16_t *source, size_t count, int32_t addend,
                                  void *bytes) {
    const words addends = splat((int16_t)addend);
    int8_t *target = bytes;
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES)
        vst1_s8(target + i, vmovn_s16(vaddq_s16(load_words(source + i), addends)));
    for (; i < count; i++) target[i] = (int8_t)(source[i] + addend);
}

static const arithmetics level = {
    .bytes = &(arithmetic){.element = 1, .lanes = LANES, .depth = 4, .columns = 4, .pixels = 12,
                           .offset = -128, .row = bytes_neondot,
                           .multiply = multiply_bytes_neondot, .narrow = narrow_neondot},
    .words = &(arithmetic){.element = 2, .lanes = LANES, .depth = 1, .columns = 4, .pixels = 12,
                           .row = words_neondot, .multiply = multiply_words_neondot},
    .depthwise = &(arithmetic){.element = 2, .lanes = LANES, .depth = DEPTHWISE_DEPTH,
                               .columns = 2, .pixels = DEPTHWISE_PIXELS,
                               .row = depthwise_neondot},
};

#include "../table.h"

#endif
