// AVX-512 BW: 16-bit products by vpmaddwd.

#if defined(__x86_64__)

#define ISA(name) name##_avx512bw
#define ISA_NAME "avx512bw"
#define TARGET __attribute__((target("avx512f,avx512bw")))

#include "avx512.h"

INLINE vector multiply_add(int bytes, vector sum, vector activation, vector weight) {
    (void)bytes;
    return _mm512_add_epi32(sum, _mm512_madd_epi16(activation, weight));
}

#include "../tile.h"

static TARGET void words_avx512bw(const block_row *r) {
    switch (r->columns) {
    case 1: dense_tiles(2, 1, 1, 12, r); break;
    case 2: dense_tiles(2, 1, 2, 12, r); break;
    case 3: dense_tiles(2, 1, 3, 8, r); break;
    default: dense_tiles(2, 1, 4, 6, r); break;
    }
}

static TARGET int64_t multiply_words_avx512bw(int64_t rounds) {
    return multiply_registers(2, rounds);
}

static const arithmetics isa = {
    .words = &(arithmetic){.element = 2, .planes = 1, .lanes = LANES, .depth = 2,
                           .columns = 4, .pixels = 12,
                           .row = words_avx512bw, .multiply = multiply_words_avx512bw},
    .depthwise = &(arithmetic){.element = 2, .planes = 1, .lanes = LANES, .depth = DEPTHWISE_DEPTH,
                               .columns = 2, .pixels = DEPTHWISE_PIXELS,
                               .row = depthwise_avx512bw, .multiply = multiply_words_avx512bw},
};

#include "../table.h"

#endif
