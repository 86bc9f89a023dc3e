// The table of the instruction set whose file includes this, of what tile.h and
// that file made.

static size_t ISA(packed_byte_count)(const cwc_convolution *shape) {
    return cwc_blocks_packed_byte_count(&isa, shape);
}

static void ISA(pack)(const cwc_convolution *shape, const int8_t *weights,
                        const cwc_channel *channels, void *packed) {
    cwc_blocks_pack(&isa, shape, weights, channels, packed);
}

static size_t ISA(scratch_byte_count)(const cwc_convolution *shape, int32_t width) {
    return cwc_blocks_scratch_byte_count(&isa, shape, width);
}

static void ISA(convolve)(const cwc_convolution *shape, const void *packed,
                            const cwc_window *input, int16_t *output, int32_t first_row,
                            int32_t end_row, void *scratch) {
    cwc_blocks_convolve(&isa, shape, packed, input, output, first_row, end_row, scratch);
}

static int64_t ISA(multiply)(const cwc_convolution *shape, int64_t rounds) {
    const arithmetic *a = choose(&isa, shape);
    return a->multiply(rounds) * a->lanes * a->depth / a->planes;
}

const cwc_kernels ISA(cwc_kernels) = {
    .name = ISA_NAME,
    .packed_byte_count = ISA(packed_byte_count),
    .pack = ISA(pack),
    .scratch_byte_count = ISA(scratch_byte_count),
    .convolve = ISA(convolve),
    .rectify = ISA(rectify),
    .leak = ISA(leak),
    .add_clamp = ISA(add_clamp),
    .lift = ISA(lift),
    .pixel_shuffle = cwc_pixel_shuffle_vectors,
    .multiply = ISA(multiply),
};
