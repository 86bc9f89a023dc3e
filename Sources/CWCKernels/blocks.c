// The loops around tiles: rows of output, padded rows of input, blocks of channels.

#include "blocks.h"
#include "isas.h"

// Tiles may read a whole vector where a few activations are left.
enum { SLACK = 64 };

// Elements of one padded row, those of pixels that only fill the last tile included.
static size_t padded_row_count(const arithmetic *a, const cwc_convolution *shape, int32_t width) {
    size_t columns = (size_t)width + 2 * shape->padding + (size_t)(a->pixels - 1) * shape->stride;
    return columns * shape->input_channels;
}

// Bytes of one padded row in one plane.
static size_t plane_byte_count(const arithmetic *a, const cwc_convolution *shape, int32_t width) {
    return round_up(padded_row_count(a, shape, width) * a->element + SLACK, ALIGNMENT);
}

size_t cwc_blocks_scratch_byte_count(const arithmetics *isa, const cwc_convolution *shape,
                                     int32_t width) {
    const arithmetic *a = choose(isa, shape);
    size_t blocked = shape->kernel * a->planes * plane_byte_count(a, shape, width);
    size_t scalar = cwc_kernels_scalar.scratch_byte_count(shape, width);
    return blocked > scalar ? blocked : scalar;
}

static void fill(const arithmetic *a, const cwc_convolution *shape, char *row, size_t count,
                 size_t plane_stride) {
    if (a->element == 1) {
        int32_t zero = shape->input_zero - shape->input_low;
        memset(row, (zero & UINT8_MAX) + a->offset, count);
        if (a->planes == 2) memset(row + plane_stride, (zero >> 8) + a->offset, count);
    } else {
        int16_t *words = (int16_t *)row;
        for (size_t i = 0; i < count; i++) words[i] = shape->input_zero;
    }
}

// Stores row y of the picture as the arithmetic wants it, with input_zero where the picture is not.
static void fill_padded_row(const arithmetic *a, const cwc_convolution *shape,
                            const cwc_window *input, int32_t y, char *row) {
    const int16_t *source = picture_row(shape, input, y);
    const size_t plane_stride = plane_byte_count(a, shape, input->width);
    const size_t count = plane_stride / a->element;
    const size_t left = (size_t)shape->padding * shape->input_channels;
    const size_t inside = source ? (size_t)input->width * shape->input_channels : 0;

    fill(a, shape, row, left, plane_stride);
    row += left * a->element;
    if (inside > 0 && a->element == 1)
        a->narrow(source, inside, shape->input_low, row, plane_stride);
    if (inside > 0 && a->element == 2) memcpy(row, source, inside * sizeof(int16_t));
    row += inside * a->element;
    fill(a, shape, row, count - left - inside, plane_stride);
}

// Where the memory rows begin that output row y reads at its pixel 0 from input channel `first` on:
// the rows under the kernel, or those of each weight of a depthwise kernel.
static void set_starts(block_row *row, const arithmetic *a, const cwc_convolution *shape,
                       const packed_header *head, const char *strip, size_t row_byte_count,
                       int32_t top, int32_t first) {
    int32_t count = 0;
    for (int32_t ky = 0; ky < shape->kernel; ky++) {
        const char *start = strip + (top + ky) % shape->kernel * row_byte_count;
        if (!is_depthwise(shape)) {
            row->starts[count++] = start + head->first_step[ky] * a->depth * a->element;
            continue;
        }
        for (int32_t kx = 0; kx < shape->kernel; kx++) {
            size_t element = (size_t)kx * shape->input_channels + first;
            row->starts[count++] = start + element * a->element;
        }
    }
    // The last weight of an odd number is multiplied together with a zero.
    row->starts[count] = row->starts[count - 1];
    row->start_count = count;
}

// Computes one row of output from the strip.
static void convolve_row(const arithmetic *a, const blocks *b, const cwc_convolution *shape,
                         const void *packed, const char *strip, size_t row_byte_count, int32_t top,
                         int32_t width, int16_t *output) {
    const packed_header *head = packed;
    const char *block = packed_body(packed);
    block_row row = {
        .is_widened = head->is_widened,
        .steps = head->steps,
        .pixel_stride = (size_t)shape->stride * shape->input_channels * a->element,
        .plane_stride = row_byte_count / a->planes,
        .width = width,
        .output_channels = shape->output_channels,
        .low = shape->low,
        .high = shape->high,
        .leak = shape->leak,
    };
    for (int32_t i = 0; i < b->count; i++) {
        int32_t column = first_column(b, i), first = column * a->lanes;
        row.columns = first_column(b, i + 1) - column;
        if (i == 0 || is_depthwise(shape))
            set_starts(&row, a, shape, head, strip, row_byte_count, top, first);
        row.parameters = (const int32_t *)block;
        row.weights = row.parameters + PARAMETERS * row.columns * a->lanes;
        row.output = output + first;
        int32_t rest = shape->output_channels - first;
        row.outputs = rest < row.columns * a->lanes ? rest : row.columns * a->lanes;
        a->row(&row);
        block += block_byte_count(a, b, row.columns);
    }
}

void cwc_blocks_convolve(const arithmetics *isa, const cwc_convolution *shape, const void *packed,
                         const cwc_window *input, int16_t *output, int32_t first_row,
                         int32_t end_row, void *scratch) {
    assert_contract(shape, input, first_row, end_row);
    if (!((const packed_header *)packed)->is_blocked) {
        cwc_kernels_scalar.convolve(shape, packed_body(packed), input, output, first_row, end_row,
                                    scratch);
        return;
    }
    const arithmetic *a = choose(isa, shape);
    const blocks b = divide(a, shape);
    const int32_t width = output_size(shape, input->width);
    const size_t row_byte_count = a->planes * plane_byte_count(a, shape, input->width);

    // Padded row r (counted from the first row of padding) lives in slot r % kernel, so that each is
    // made once however many output rows use it.
    char *strip = scratch;
    int32_t filled = first_row * shape->stride;
    for (int32_t y = first_row; y < end_row; y++) {
        const int32_t top = y * shape->stride;
        for (int32_t r = filled > top ? filled : top; r < top + shape->kernel; r++)
            fill_padded_row(a, shape, input, r - shape->padding,
                            strip + r % shape->kernel * row_byte_count);
        filled = top + shape->kernel;
        convolve_row(a, &b, shape, packed, strip, row_byte_count, top, width, output);
        output += (size_t)width * shape->output_channels;
    }
}
