// AVX-512 VNNI: products of bytes by vpdpbusd, unsigned activations and signed weights, four to a
// sum. It wraps around; its twin that saturates is not used.
//
// Activations of 16 bits are multiplied as two planes of bytes: sum = 256 * sum of the high bytes +
// sum of the low bytes, modulo 2^32. That is faster than vpmaddwd with vpaddd, and on Zen 4 twice as
// fast as vpdpwssd, which runs at half the rate of vpdpbusd there. Only the depthwise kernel takes
// 16-bit products.

#if defined(__x86_64__)

#define ISA(name) name##_avx512vnni
#define ISA_NAME "avx512vnni"
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vnni")))

#include "avx512.h"

INLINE vector multiply_add(int bytes, vector sum, vector activation, vector weight) {
    return bytes == 1 ? _mm512_dpbusd_epi32(sum, activation, weight)
                      : _mm512_add_epi32(sum, _mm512_madd_epi16(activation, weight));
}

#include "../tile.h"

static TARGET void bytes_avx512vnni(const block_row *r) {
    switch (r->columns) {
    case 1: dense_tiles(1, 1, 1, 12, r); break;
    case 2: dense_tiles(1, 1, 2, 12, r); break;
    case 3: dense_tiles(1, 1, 3, 8, r); break;
    default: dense_tiles(1, 1, 4, 6, r); break;
    }
}

static TARGET void planes_avx512vnni(const block_row *r) {
    switch (r->columns) {
    case 1: dense_tiles(1, 2, 1, 6, r); break;
    case 2: dense_tiles(1, 2, 2, 6, r); break;
    case 3: dense_tiles(1, 2, 3, 4, r); break;
    default: dense_tiles(1, 2, 4, 3, r); break;
    }
}

static TARGET int64_t multiply_bytes_avx512vnni(int64_t rounds) {
    return multiply_registers(1, rounds);
}

static TARGET int64_t multiply_words_avx512vnni(int64_t rounds) {
    return multiply_registers(2, rounds);
}

// Two vectors of words, of which every one fits a byte, to bytes in order: narrowing alternates
// groups of eight bytes.
INLINE void store_bytes(char *bytes, words a, words b) {
    const words order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    _mm512_storeu_si512(bytes, _mm512_permutexvar_epi64(order, _mm512_packus_epi16(a, b)));
}

static TARGET void narrow_avx512vnni(const int16_t *source, size_t count, int16_t low, char *bytes,
                                     size_t plane_stride) {
    const words lows = splat(low);
    (void)plane_stride;
    size_t i = 0;
    for (; i + 4 * LANES <= count; i += 4 * LANES) {
        words a = _mm512_sub_epi16(load_words(source + i), lows);
        words b = _mm512_sub_epi16(load_words(source + i + 2 * LANES), lows);
        store_bytes(bytes + i, a, b);
    }
    for (; i < count; i++) bytes[i] = (char)(source[i] - low);
}

static TARGET void split_avx512vnni(const int16_t *source, size_t count, int16_t low, char *bytes,
                                    size_t plane_stride) {
    const words lows = splat(low), mask = splat(UINT8_MAX);
    char *high = bytes + plane_stride;
    size_t i = 0;
    for (; i + 4 * LANES <= count; i += 4 * LANES) {
        words a = _mm512_sub_epi16(load_words(source + i), lows);
        words b = _mm512_sub_epi16(load_words(source + i + 2 * LANES), lows);
        store_bytes(bytes + i, _mm512_and_si512(a, mask), _mm512_and_si512(b, mask));
        store_bytes(high + i, _mm512_srli_epi16(a, 8), _mm512_srli_epi16(b, 8));
    }
    for (; i < count; i++) {
        bytes[i] = (char)(source[i] - low);
        high[i] = (char)((source[i] - low) >> 8);
    }
}

static const arithmetics isa = {
    .bytes = &(arithmetic){.element = 1, .planes = 1, .lanes = LANES, .depth = 4,
                           .columns = 4, .pixels = 12,
                           .offset = 0, .row = bytes_avx512vnni,
                           .multiply = multiply_bytes_avx512vnni, .narrow = narrow_avx512vnni},
    .words = &(arithmetic){.element = 1, .planes = 2, .lanes = LANES, .depth = 4, .columns = 4,
                           .pixels = 6, .offset = 0, .row = planes_avx512vnni,
                           .multiply = multiply_bytes_avx512vnni, .narrow = split_avx512vnni},
    .depthwise = &(arithmetic){.element = 2, .planes = 1, .lanes = LANES, .depth = DEPTHWISE_DEPTH,
                               .columns = 2, .pixels = DEPTHWISE_PIXELS,
                               .row = depthwise_avx512vnni, .multiply = multiply_words_avx512vnni},
};

#include "../table.h"

#endif
