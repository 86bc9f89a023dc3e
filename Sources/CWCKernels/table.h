// The table of the level whose file includes this, of what tile.h and the level made.

static size_t LEVEL(packed_byte_count)(const cwc_convolution *shape) {
    return cwc_blocks_packed_byte_count(&level, shape);
}

static void LEVEL(pack)(const cwc_convolution *shape, const int8_t *weights,
                        const cwc_channel *channels, void *packed) {
    cwc_blocks_pack(&level, shape, weights, channels, packed);
}

static size_t LEVEL(scratch_byte_count)(const cwc_convolution *shape, int32_t width) {
    return cwc_blocks_scratch_byte_count(&level, shape, width);
}

static void LEVEL(convolve)(const cwc_convolution *shape, const void *packed,
                            const cwc_window *input, int16_t *output, int32_t first_row,
                            int32_t end_row, void *scratch) {
    cwc_blocks_convolve(&level, shape, packed, input, output, first_row, end_row, scratch);
}

static int64_t LEVEL(multiply)(const cwc_convolution *shape, int64_t rounds) {
    const arithmetic *a = choose(&level, shape);
    return a->multiply(rounds) * a->lanes * a->depth / a->planes;
}

const cwc_kernels LEVEL(cwc_kernels) = {
    .name = LEVEL_NAME,
    .packed_byte_count = LEVEL(packed_byte_count),
    .pack = LEVEL(pack),
    .scratch_byte_count = LEVEL(scratch_byte_count),
    .convolve = LEVEL(convolve),
    .rectify = LEVEL(rectify),
    .leak = LEVEL(leak),
    .add_clamp = LEVEL(add_clamp),
    .lift = LEVEL(lift),
    .pixel_shuffle = cwc_pixel_shuffle_vectors,
    .multiply = LEVEL(multiply),
};
