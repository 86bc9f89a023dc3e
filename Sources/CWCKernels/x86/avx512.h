// What the instruction sets with vectors of 512 bits share: 16 sums in a vector. The
// file that includes this has TARGET and brings multiply_add.

#include "../blocks.h"

#include <immintrin.h>

typedef __m512i vector;
typedef __m512i words;
enum { LANES = 16, DEPTHWISE_DEPTH = 2, TILE_SUMS = 24 };
#define STEP_BYTES(bytes) 64
#define ACTIVATION_BYTES(bytes) 4

#define OPAQUE(v) __asm__("" : "+v"(v))
#define KEEP(v) __asm__ volatile("" : : "v"(v))

INLINE vector load(const void *p) { return _mm512_loadu_si512(p); }
INLINE vector load_weights(int bytes, const void *p) {
    (void)bytes;
    return _mm512_loadu_si512(p);
}
INLINE words load_words(const void *p) { return _mm512_loadu_si512(p); }

INLINE vector broadcast(int bytes, const void *p) {
    (void)bytes;
    int32_t group;
    memcpy(&group, p, sizeof group);
    return _mm512_set1_epi32(group);
}

INLINE vector multiply_add(int bytes, vector sum, vector activation, vector weight);

INLINE void depthwise_step(vector *sums, const char *const *starts, size_t offset,
                           const char *weights) {
    words a = load_words(starts[0] + offset), b = load_words(starts[1] + offset);
    sums[0] = multiply_add(2, sums[0], _mm512_unpacklo_epi16(a, b), load(weights));
    sums[1] = multiply_add(2, sums[1], _mm512_unpackhi_epi16(a, b), load(weights + 64));
}

typedef struct factors {
    vector multiplier, odd_multiplier, rounding, shift;
} factors;

INLINE factors load_factors(const int32_t *p, int stride) {
    const vector multiplier = load(p + MULTIPLIER * stride);
    return (factors){
        .multiplier = multiplier,
        .odd_multiplier = _mm512_srli_epi64(multiplier, 32),
        .rounding = load(p + ROUNDING * stride),
        .shift = load(p + SHIFT * stride),
    };
}

INLINE vector shift_left(vector sum, vector n) { return _mm512_sllv_epi32(sum, n); }

INLINE vector scale(vector sum, factors f) {
    vector even = _mm512_mul_epi32(sum, f.multiplier);
    vector odd = _mm512_mul_epi32(_mm512_srli_epi64(sum, 32), f.odd_multiplier);
    // The high halves: of the even ones moved down, of the odd ones in place.
    vector high = _mm512_mask_shuffle_epi32(odd, 0x5555, even, _MM_PERM_DDBB);
    return _mm512_srav_epi32(_mm512_add_epi32(high, f.rounding), f.shift);
}

INLINE words narrow_sums(vector a, vector b) { return _mm512_packs_epi32(a, b); }
INLINE vector add(vector a, vector b) { return _mm512_add_epi32(a, b); }
INLINE vector splat_sum(int32_t value) { return _mm512_set1_epi32(value); }
INLINE words splat(int16_t value) { return _mm512_set1_epi16(value); }
INLINE words larger(words a, words b) { return _mm512_max_epi16(a, b); }
INLINE words smaller(words a, words b) { return _mm512_min_epi16(a, b); }
INLINE words add_saturating(words a, words b) { return _mm512_adds_epi16(a, b); }
INLINE words shift_right(words a, int32_t n) {
    return _mm512_sra_epi16(a, _mm_cvtsi32_si128(n));
}

// Stores the first `count` integers, all if that is more.
INLINE void store(int16_t *p, words w, int32_t count) {
    if (count >= 2 * LANES)
        _mm512_storeu_si512(p, w);
    else
        _mm512_mask_storeu_epi16(p, ((__mmask32)1 << count) - 1, w);
}

// Stores the integers of a vector of sums that was narrowed together with itself.
INLINE void store_half(int16_t *p, words w, int32_t count) {
    w = _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 0, 2, 4, 6), w);
    store(p, w, count < LANES ? count : LANES);
}
