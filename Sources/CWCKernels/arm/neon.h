// What the Arm instruction sets share: 4 sums in a vector, 16-bit products by smlal, one to a sum.
// The file that includes this has TARGET and brings multiply_add_bytes.

#include "../blocks.h"

#include <arm_neon.h>

typedef int32x4_t vector;
typedef int16x8_t words;
enum { LANES = 4, DEPTHWISE_DEPTH = 1, TILE_SUMS = 24 };

// Four bytes or one word of each pixel meet a vector or half a vector of weights.
#define STEP_BYTES(bytes) ((bytes) == 1 ? 16 : 8)
#define ACTIVATION_BYTES(bytes) ((bytes) == 1 ? 4 : 2)

#define OPAQUE(v) __asm__("" : "+w"(v))
#define KEEP(v) __asm__ volatile("" : : "w"(v))

INLINE vector load(const void *p) { return vld1q_s32(p); }
INLINE words load_words(const void *p) { return vld1q_s16(p); }

INLINE vector load_weights(int bytes, const void *p) {
    if (bytes == 1) return vreinterpretq_s32_s8(vld1q_s8(p));
    int16x4_t weights = vld1_s16(p);
    return vreinterpretq_s32_s16(vcombine_s16(weights, weights));
}

INLINE vector broadcast(int bytes, const void *p) {
    if (bytes == 1) {
        int32_t group;
        memcpy(&group, p, sizeof group);
        return vdupq_n_s32(group);
    }
    return vreinterpretq_s32_s16(vld1q_dup_s16(p));
}

INLINE vector multiply_add_bytes(vector sum, vector activation, vector weight);

INLINE vector multiply_add(int bytes, vector sum, vector activation, vector weight) {
    if (bytes == 1) return multiply_add_bytes(sum, activation, weight);
    return vmlal_s16(sum, vget_low_s16(vreinterpretq_s16_s32(activation)),
                     vget_low_s16(vreinterpretq_s16_s32(weight)));
}

INLINE void depthwise_step(vector *sums, const char *const *starts, size_t offset,
                           const char *weights) {
    words a = load_words(starts[0] + offset), w = load_words(weights);
    sums[0] = vmlal_s16(sums[0], vget_low_s16(a), vget_low_s16(w));
    sums[1] = vmlal_high_s16(sums[1], a, w);
}

typedef struct factors {
    vector multiplier, left_shift;
} factors;

INLINE factors load_factors(const int32_t *p, int stride) {
    return (factors){
        .multiplier = load(p + MULTIPLIER * stride),
        .left_shift = vsubq_s32(vdupq_n_s32(-1), load(p + SHIFT * stride)),
    };
}

INLINE vector shift_left(vector sum, vector n) { return vshlq_s32(sum, n); }

// sqdmulh gives the high half of twice the product, so one bit more is left to shift; the shift
// rounds by itself.
INLINE vector scale(vector sum, factors f) {
    vector high = vqdmulhq_s32(sum, f.multiplier);
    return vrshlq_s32(high, f.left_shift);
}

INLINE words narrow_sums(vector a, vector b) { return vqmovn_high_s32(vqmovn_s32(a), b); }
INLINE vector add(vector a, vector b) { return vaddq_s32(a, b); }
INLINE vector splat_sum(int32_t value) { return vdupq_n_s32(value); }
INLINE words splat(int16_t value) { return vdupq_n_s16(value); }
INLINE words larger(words a, words b) { return vmaxq_s16(a, b); }
INLINE words smaller(words a, words b) { return vminq_s16(a, b); }
INLINE words add_saturating(words a, words b) { return vqaddq_s16(a, b); }
INLINE words shift_right(words a, int32_t n) { return vshlq_s16(a, vdupq_n_s16((int16_t)-n)); }

// Stores the first `count` integers, all if that is more.
INLINE void store(int16_t *p, words w, int32_t count) {
    if (count >= 2 * LANES) {
        vst1q_s16(p, w);
        return;
    }
    int16_t all[2 * LANES];
    vst1q_s16(all, w);
    for (int32_t i = 0; i < count; i++) p[i] = all[i];
}

// Stores the integers of a vector of sums that was narrowed together with itself.
INLINE void store_half(int16_t *p, words w, int32_t count) {
    if (count >= LANES)
        vst1_s16(p, vget_low_s16(w));
    else
        store(p, w, count);
}
