// NEON, which every 64-bit Arm has: 16-bit products.

#if defined(__aarch64__)

#define ISA(name) name##_neon
#define ISA_NAME "neon"
#define TARGET

#include "neon.h"

INLINE vector multiply_add_bytes(vector sum, vector activation, vector weight) {
    (void)activation, (void)weight;
    return sum;
}

#include "../tile.h"

static void words_neon(const block_row *r) {
    switch (r->columns) {
    case 1: dense_tiles(2, 1, 1, 12, r); break;
    case 2: dense_tiles(2, 1, 2, 12, r); break;
    case 3: dense_tiles(2, 1, 3, 8, r); break;
    default: dense_tiles(2, 1, 4, 6, r); break;
    }
}

static int64_t multiply_words_neon(int64_t rounds) { return multiply_registers(2, rounds); }

static const arithmetics isa = {
    .words = &(arithmetic){.element = 2, .planes = 1, .lanes = LANES, .depth = 1,
                           .columns = 4, .pixels = 12,
                           .row = words_neon, .multiply = multiply_words_neon},
    .depthwise = &(arithmetic){.element = 2, .planes = 1, .lanes = LANES, .depth = DEPTHWISE_DEPTH,
                               .columns = 2, .pixels = DEPTHWISE_PIXELS, .row = depthwise_neon,
                               .multiply = multiply_words_neon},
};

#include "../table.h"

#endif
