// Pixel shuffle in vectors of 128 bits, which every x86-64 and every 64-bit Arm has: eight channels
// at a time are transposed, channels by positions to positions by channels.

#include "isas.h"

#include <assert.h>
#include <string.h>

typedef int16_t eight __attribute__((vector_size(16)));

static inline eight load(const int16_t *p) {
    eight v;
    memcpy(&v, p, sizeof v);
    return v;
}

// The elements of the lower or the upper halves of a and b in turn: one by one, in twos, in fours.
#define LOW1(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH1(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define LOW2(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 2, 3, 10, 11)
#define HIGH2(a, b) __builtin_shufflevector(a, b, 4, 5, 12, 13, 6, 7, 14, 15)
#define LOW4(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define HIGH4(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)

// rows[k][c] = input[c * 4 + k] for eight channels and four positions.
static void transpose4(const int16_t *input, eight rows[4]) {
    eight v[4], t[4];
    for (int i = 0; i < 4; i++) v[i] = load(input + 8 * i);
    for (int i = 0; i < 4; i += 2) {
        eight even = LOW1(v[i], v[i + 1]), odd = HIGH1(v[i], v[i + 1]);
        t[i] = LOW1(even, odd);
        t[i + 1] = HIGH1(even, odd);
    }
    for (int i = 0; i < 2; i++) {
        rows[2 * i] = LOW4(t[i], t[i + 2]);
        rows[2 * i + 1] = HIGH4(t[i], t[i + 2]);
    }
}

// rows[k][c] = input[c * stride + k] for eight channels and eight positions.
static void transpose8(const int16_t *input, size_t stride, eight rows[8]) {
    eight s[8], t[8];
    for (int i = 0; i < 8; i += 2) {
        eight a = load(input + i * stride), b = load(input + (i + 1) * stride);
        s[i] = LOW1(a, b);
        s[i + 1] = HIGH1(a, b);
    }
    for (int i = 0; i < 8; i += 4)
        for (int j = 0; j < 2; j++) {
            t[i + 2 * j] = LOW2(s[i + j], s[i + j + 2]);
            t[i + 2 * j + 1] = HIGH2(s[i + j], s[i + j + 2]);
        }
    for (int i = 0; i < 4; i++) {
        rows[2 * i] = LOW4(t[i], t[i + 4]);
        rows[2 * i + 1] = HIGH4(t[i], t[i + 4]);
    }
}

// Channels from `first` on of one position.
static inline __attribute__((always_inline)) void shuffle_channels(
    const int16_t *input, int32_t first, int32_t channels, int32_t factor, int16_t *output,
    size_t output_row) {
    for (int32_t c = first; c < channels; c++)
        for (int32_t i = 0; i < factor; i++)
            for (int32_t j = 0; j < factor; j++)
                output[i * output_row + j * channels + c] = input[(c * factor + i) * factor + j];
}

// One position of the input: [channels, factor^2] to `factor` rows of [factor, channels].
static void shuffle_position(const int16_t *input, int32_t channels, int32_t factor,
                             int16_t *output, size_t output_row) {
    const int32_t positions = factor * factor;
    const int32_t step = positions % 8 == 0 ? 8 : positions == 4 ? 4 : 0;
    int32_t c = 0;
    for (; step > 0 && c + 8 <= channels; c += 8)
        for (int32_t k = 0; k < positions; k += step) {
            eight rows[8];
            if (step == 4)
                transpose4(input + c * positions, rows);
            else
                transpose8(input + c * positions + k, positions, rows);
            for (int32_t i = 0; i < step; i++) {
                int32_t row = (k + i) / factor, column = (k + i) % factor;
                memcpy(output + row * output_row + column * channels + c, &rows[i], sizeof(eight));
            }
        }
    // Too few channels for vectors; colours in blocks of four are worth their own loops.
    if (channels == 3 && factor == 4)
        shuffle_channels(input, 0, 3, 4, output, output_row);
    else
        shuffle_channels(input, c, channels, factor, output, output_row);
}

void cwc_pixel_shuffle_vectors(const int16_t *input, int32_t height, int32_t width,
                               int32_t channels, int32_t factor, int16_t *output) {
    assert(channels >= 1 && factor >= 1);
    const size_t output_row = (size_t)width * factor * channels;
    for (int32_t y = 0; y < height; y++) {
        for (int32_t x = 0; x < width; x++) {
            shuffle_position(input, channels, factor, output + (size_t)x * factor * channels,
                             output_row);
            input += (size_t)channels * factor * factor;
        }
        output += factor * output_row;
    }
}
