// JPEG 2000 through OpenJPEG, from a file with random access.

#include "jpeg2000_stream.h"

#include <stdlib.h>

struct cwc_jpeg2000_reader {
    cwc_random_source source;
    uint64_t count;
    uint64_t offset;
    opj_stream_t *stream;
    opj_codec_t *codec;
    opj_image_t *image;
};

// MARK: - Callbacks of OpenJPEG

static OPJ_SIZE_T read_bytes(void *buffer, OPJ_SIZE_T count, void *user) {
    cwc_jpeg2000_reader *reader = user;
    if (reader->offset >= reader->count) return (OPJ_SIZE_T)-1;
    uint64_t rest = reader->count - reader->offset;
    if (count > rest) count = (OPJ_SIZE_T)rest;
    size_t received = reader->source.read(reader->source.context, reader->offset, buffer, count);
    reader->offset += received;
    return received == 0 ? (OPJ_SIZE_T)-1 : received;
}

static OPJ_BOOL seek(OPJ_OFF_T offset, void *user) {
    cwc_jpeg2000_reader *reader = user;
    if (offset < 0 || (uint64_t)offset > reader->count) return OPJ_FALSE;
    reader->offset = (uint64_t)offset;
    return OPJ_TRUE;
}

static OPJ_OFF_T skip(OPJ_OFF_T count, void *user) {
    cwc_jpeg2000_reader *reader = user;
    if (count < 0) return -1;
    uint64_t rest = reader->count - reader->offset;
    reader->offset += (uint64_t)count < rest ? (uint64_t)count : rest;
    return count;
}

static opj_stream_t *open_stream(cwc_jpeg2000_reader *reader) {
    opj_stream_t *stream = opj_stream_create(1 << 16, OPJ_TRUE);
    if (!stream) return NULL;
    opj_stream_set_user_data(stream, reader, NULL);
    opj_stream_set_user_data_length(stream, reader->count);
    opj_stream_set_read_function(stream, read_bytes);
    opj_stream_set_skip_function(stream, skip);
    opj_stream_set_seek_function(stream, seek);
    return stream;
}

// MARK: - The steps of reading

// What this module does not read, or NULL.
static const char *unsupported(const opj_image_t *image) {
    if (image->numcomps < 1 || image->numcomps > 4) return "not 1 to 4 components";
    if (image->color_space == OPJ_CLRSPC_SYCC || image->color_space == OPJ_CLRSPC_EYCC ||
        image->color_space == OPJ_CLRSPC_CMYK)
        return "neither grey nor RGB";
    for (uint32_t c = 0; c < image->numcomps; c++) {
        const opj_image_comp_t *component = &image->comps[c];
        if (component->dx != 1 || component->dy != 1 || component->w != image->comps[0].w ||
            component->h != image->comps[0].h)
            return "components of different sizes";
        if (component->prec < 1 || component->prec > 16) return "more than 16 bits a sample";
    }
    return NULL;
}

static cwc_image_shape shape_of(const opj_image_t *image) {
    cwc_image_shape shape = {image->comps[0].w, image->comps[0].h, image->numcomps, 1};
    for (uint32_t c = 0; c < image->numcomps; c++) {
        if (image->comps[c].prec > shape.bits) shape.bits = image->comps[c].prec;
    }
    return shape;
}

cwc_jpeg2000_reader *cwc_jpeg2000_open(
    cwc_random_source source, uint64_t count, bool is_codestream, cwc_image_shape *shape,
    cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    cwc_jpeg2000_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    reader->source = source;
    reader->count = count;
    reader->stream = open_stream(reader);
    reader->codec = opj_create_decompress(is_codestream ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    if (!reader->stream || !reader->codec ||
        !opj_set_error_handler(reader->codec, jpeg2000_keep_message, error) ||
        !opj_setup_decoder(reader->codec, &parameters) ||
        !opj_read_header(reader->stream, reader->codec, &reader->image)) {
        jpeg2000_ensure_error(error, CWC_IMAGE_MALFORMED, "the header cannot be read");
        cwc_jpeg2000_close(reader);
        return NULL;
    }
    const char *reason = unsupported(reader->image);
    if (reason) {
        set_error(error, CWC_IMAGE_UNSUPPORTED, reason);
        cwc_jpeg2000_close(reader);
        return NULL;
    }
    *shape = shape_of(reader->image);
    return reader;
}

static void close_file(cwc_jpeg2000_reader *reader) {
    if (reader->codec) opj_destroy_codec(reader->codec);
    if (reader->stream) opj_stream_destroy(reader->stream);
    reader->codec = NULL;
    reader->stream = NULL;
}

bool cwc_jpeg2000_decode(cwc_jpeg2000_reader *reader, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    opj_set_error_handler(reader->codec, jpeg2000_keep_message, error);
    opj_image_t *image = reader->image;
    cwc_image_shape announced = shape_of(image);
    if (!opj_decode(reader->codec, reader->stream, image) ||
        !opj_end_decompress(reader->codec, reader->stream)) {
        jpeg2000_ensure_error(error, CWC_IMAGE_MALFORMED, "damaged codestream");
        return false;
    }
    close_file(reader);
    // A palette makes more components of one; the caller has made room for the header's.
    const char *reason = unsupported(image);
    if (reason || image->numcomps != announced.channels || image->comps[0].w != announced.width ||
        image->comps[0].h != announced.height) {
        set_error(error, CWC_IMAGE_UNSUPPORTED, reason ? reason : "a palette");
        return false;
    }
    for (uint32_t c = 0; c < image->numcomps; c++) {
        if (image->comps[c].data) continue;
        set_error(error, CWC_IMAGE_MALFORMED, "a component without samples");
        return false;
    }
    return true;
}

void cwc_jpeg2000_get_row(
    const cwc_jpeg2000_reader *reader, uint32_t y, uint32_t maximum, void *row) {
    const opj_image_t *image = reader->image;
    uint32_t channels = image->numcomps;
    for (uint32_t c = 0; c < channels; c++) {
        const opj_image_comp_t *component = &image->comps[c];
        const OPJ_INT32 *samples = component->data + (size_t)y * component->w;
        int64_t largest = ((int64_t)1 << component->prec) - 1;
        int64_t zero = component->sgnd ? (int64_t)1 << (component->prec - 1) : 0;
        for (uint32_t x = 0; x < component->w; x++) {
            int64_t value = samples[x] + zero;
            value = value < 0 ? 0 : value > largest ? largest : value;
            if (largest != maximum) value = (value * maximum + largest / 2) / largest;
            size_t index = (size_t)x * channels + c;
            if (maximum > 255)
                ((uint16_t *)row)[index] = (uint16_t)value;
            else
                ((uint8_t *)row)[index] = (uint8_t)value;
        }
    }
}

void cwc_jpeg2000_close(cwc_jpeg2000_reader *reader) {
    if (reader->image) opj_image_destroy(reader->image);
    close_file(reader);
    free(reader);
}
