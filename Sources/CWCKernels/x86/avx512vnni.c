// AVX-512 VNNI: products of bytes by vpdpbusd, unsigned activations and signed weights, four to a
// sum. It wraps around; its twin that saturates is not used. 16-bit products are those of AVX-512 BW:
// on Zen 4 vpdpwssd runs at half the rate of vpdpbusd and at two thirds of vpmaddwd with vpaddd.

#if defined(__x86_64__)

#define LEVEL(name) name##_avx512vnni
#define LEVEL_NAME "avx512vnni"
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vnni")))

#include "avx512.h"

INLINE vector multiply_add(int bytes, vector sum, vector activation, vector weight) {
    return bytes == 1 ? _mm512_dpbusd_epi32(sum, activation, weight)
                      : _mm512_add_epi32(sum, _mm512_madd_epi16(activation, weight));
}

#include "../tile.h"

static TARGET void bytes_avx512vnni(const block_row *r) {
    switch (r->columns) {
    case 1: dense_tiles(1, 1, 12, r); break;
    case 2: dense_tiles(1, 2, 12, r); break;
    case 3: dense_tiles(1, 3, 8, r); break;
    default: dense_tiles(1, 4, 6, r); break;
    }
}

static TARGET void words_avx512vnni(const block_row *r) {
    switch (r->columns) {
    case 1: dense_tiles(2, 1, 12, r); break;
    case 2: dense_tiles(2, 2, 12, r); break;
    case 3: dense_tiles(2, 3, 8, r); break;
    default: dense_tiles(2, 4, 6, r); break;
    }
}

static TARGET int64_t multiply_bytes_avx512vnni(int64_t rounds) {
    return multiply_registers(1, rounds);
}

static TARGET int64_t multiply_words_avx512vnni(int64_t rounds) {
    return multiply_registers(2, rounds);
}

static TARGET void narrow_avx512vnni(const int16_t *source, size_t count, int32_t addend,
                                     void *bytes) {
    const words addends = splat((int16_t)addend);
    uint8_t *target = bytes;
    size_t i = 0;
    // Narrowing alternates groups of eight bytes of the two vectors.
    const words order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    for (; i + 4 * LANES <= count; i += 4 * LANES) {
        words a = _mm512_add_epi16(load_words(source + i), addends);
        words b = _mm512_add_epi16(load_words(source + i + 2 * LANES), addends);
        words narrowed = _mm512_packus_epi16(a, b);
        _mm512_storeu_si512(target + i, _mm512_permutexvar_epi64(order, narrowed));
    }
    for (; i < count; i++) target[i] = (uint8_t)(source[i] + addend);
}

static const arithmetics level = {
    .bytes = &(arithmetic){.element = 1, .lanes = LANES, .depth = 4, .columns = 4, .pixels = 12,
                           .offset = 0, .row = bytes_avx512vnni,
                           .multiply = multiply_bytes_avx512vnni, .narrow = narrow_avx512vnni},
    .words = &(arithmetic){.element = 2, .lanes = LANES, .depth = 2, .columns = 4, .pixels = 12,
                           .row = words_avx512vnni, .multiply = multiply_words_avx512vnni},
    .depthwise = &(arithmetic){.element = 2, .lanes = LANES, .depth = DEPTHWISE_DEPTH,
                               .columns = 2, .pixels = DEPTHWISE_PIXELS,
                               .row = depthwise_avx512vnni},
};

#include "../table.h"

#endif
