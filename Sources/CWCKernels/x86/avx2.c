// AVX2: 16-bit products by pmaddwd, 8 sums in a vector.
//
// There is no path for bytes: pmaddubsw saturates its sum of two products, 255 * 127 * 2 > 32767,
// and where it could not, it needs a pmaddwd after it, which makes it no faster.

#if defined(__x86_64__)

#include "../blocks.h"

#include <immintrin.h>

#define ISA(name) name##_avx2
#define ISA_NAME "avx2"
#define TARGET __attribute__((target("avx2")))
#define OPAQUE(v) __asm__("" : "+x"(v))
#define KEEP(v) __asm__ volatile("" : : "x"(v))

typedef __m256i vector;
typedef __m256i words;
enum { LANES = 8, DEPTHWISE_DEPTH = 2, TILE_SUMS = 12 };
#define STEP_BYTES(bytes) 32
#define ACTIVATION_BYTES(bytes) 4

INLINE vector load(const void *p) { return _mm256_loadu_si256(p); }
INLINE vector load_weights(int bytes, const void *p) {
    (void)bytes;
    return _mm256_loadu_si256(p);
}
INLINE words load_words(const void *p) { return _mm256_loadu_si256(p); }

INLINE vector broadcast(int bytes, const void *p) {
    (void)bytes;
    int32_t pair;
    memcpy(&pair, p, sizeof pair);
    return _mm256_set1_epi32(pair);
}

INLINE vector multiply_add(int bytes, vector sum, vector activation, vector weight) {
    (void)bytes;
    return _mm256_add_epi32(sum, _mm256_madd_epi16(activation, weight));
}

INLINE void depthwise_step(vector *sums, const char *const *starts, size_t offset,
                           const char *weights) {
    words a = load_words(starts[0] + offset), b = load_words(starts[1] + offset);
    sums[0] = multiply_add(2, sums[0], _mm256_unpacklo_epi16(a, b), load(weights));
    sums[1] = multiply_add(2, sums[1], _mm256_unpackhi_epi16(a, b), load(weights + 32));
}

typedef struct factors {
    vector multiplier, odd_multiplier, rounding, shift;
} factors;

INLINE factors load_factors(const int32_t *p, int stride) {
    const vector multiplier = load(p + MULTIPLIER * stride);
    return (factors){
        .multiplier = multiplier,
        .odd_multiplier = _mm256_srli_epi64(multiplier, 32),
        .rounding = load(p + ROUNDING * stride),
        .shift = load(p + SHIFT * stride),
    };
}

INLINE vector shift_left(vector sum, vector n) { return _mm256_sllv_epi32(sum, n); }

INLINE vector scale(vector sum, factors f) {
    vector even = _mm256_mul_epi32(sum, f.multiplier);
    vector odd = _mm256_mul_epi32(_mm256_srli_epi64(sum, 32), f.odd_multiplier);
    vector high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
    return _mm256_srav_epi32(_mm256_add_epi32(high, f.rounding), f.shift);
}

INLINE words narrow_sums(vector a, vector b) { return _mm256_packs_epi32(a, b); }
INLINE vector add(vector a, vector b) { return _mm256_add_epi32(a, b); }
INLINE vector splat_sum(int32_t value) { return _mm256_set1_epi32(value); }
INLINE words splat(int16_t value) { return _mm256_set1_epi16(value); }
INLINE words larger(words a, words b) { return _mm256_max_epi16(a, b); }
INLINE words smaller(words a, words b) { return _mm256_min_epi16(a, b); }
INLINE words add_saturating(words a, words b) { return _mm256_adds_epi16(a, b); }
INLINE words shift_right(words a, int32_t n) {
    return _mm256_sra_epi16(a, _mm_cvtsi32_si128(n));
}

// Stores the first `count` integers, all if that is more.
INLINE void store(int16_t *p, words w, int32_t count) {
    if (count >= 2 * LANES) {
        _mm256_storeu_si256((__m256i *)p, w);
        return;
    }
    int16_t all[2 * LANES];
    _mm256_storeu_si256((__m256i *)all, w);
    for (int32_t i = 0; i < count; i++) p[i] = all[i];
}

// Stores the integers of a vector of sums that was narrowed together with itself.
INLINE void store_half(int16_t *p, words w, int32_t count) {
    w = _mm256_permute4x64_epi64(w, 0x08);
    if (count >= LANES)
        _mm_storeu_si128((__m128i *)p, _mm256_castsi256_si128(w));
    else
        store(p, w, count);
}

#include "../tile.h"

static TARGET void words_avx2(const block_row *r) {
    if (r->columns == 1)
        dense_tiles(2, 1, 1, 6, r);
    else
        dense_tiles(2, 1, 2, 6, r);
}

static TARGET int64_t multiply_words_avx2(int64_t rounds) { return multiply_registers(2, rounds); }

static const arithmetics isa = {
    .words = &(arithmetic){.element = 2, .planes = 1, .lanes = LANES, .depth = 2,
                           .columns = 2, .pixels = 6,
                           .row = words_avx2, .multiply = multiply_words_avx2},
    .depthwise = &(arithmetic){.element = 2, .planes = 1, .lanes = LANES, .depth = DEPTHWISE_DEPTH,
                               .columns = 2, .pixels = DEPTHWISE_PIXELS, .row = depthwise_avx2,
                               .multiply = multiply_words_avx2},
};

#include "../table.h"

#endif
