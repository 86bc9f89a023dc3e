// JPEG 2000 through OpenJPEG, to memory: it goes back in its file to fill in lengths.

#include "jpeg2000_stream.h"

#include <stdlib.h>

struct cwc_jpeg2000_writer {
    cwc_image_shape shape;
    opj_image_t *image;
};

// MARK: - Memory as OpenJPEG's stream

typedef struct memory {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
    size_t offset;
} memory;

// Makes room for `end` bytes, which become zero up to there.
static bool reach(memory *file, size_t end) {
    if (end > file->capacity) {
        size_t capacity = end > 2 * file->capacity ? end : 2 * file->capacity;
        uint8_t *bytes = realloc(file->bytes, capacity);
        if (!bytes) return false;
        file->bytes = bytes;
        file->capacity = capacity;
    }
    if (end > file->count) {
        memset(file->bytes + file->count, 0, end - file->count);
        file->count = end;
    }
    return true;
}

static OPJ_SIZE_T write_bytes(void *buffer, OPJ_SIZE_T count, void *user) {
    memory *file = user;
    if (!reach(file, file->offset + count)) return (OPJ_SIZE_T)-1;
    memcpy(file->bytes + file->offset, buffer, count);
    file->offset += count;
    return count;
}

static OPJ_BOOL seek(OPJ_OFF_T offset, void *user) {
    memory *file = user;
    if (offset < 0 || !reach(file, (size_t)offset)) return OPJ_FALSE;
    file->offset = (size_t)offset;
    return OPJ_TRUE;
}

static OPJ_OFF_T skip(OPJ_OFF_T count, void *user) {
    memory *file = user;
    return seek((OPJ_OFF_T)file->offset + count, user) ? count : -1;
}

static opj_stream_t *open_stream(memory *file) {
    opj_stream_t *stream = opj_stream_create(1 << 16, OPJ_FALSE);
    if (!stream) return NULL;
    opj_stream_set_user_data(stream, file, NULL);
    opj_stream_set_write_function(stream, write_bytes);
    opj_stream_set_skip_function(stream, skip);
    opj_stream_set_seek_function(stream, seek);
    return stream;
}

// MARK: - The steps of writing

static opj_image_t *create_image(cwc_image_shape shape) {
    opj_image_cmptparm_t components[4] = {0};
    for (uint32_t c = 0; c < shape.channels; c++) {
        components[c] = (opj_image_cmptparm_t){
            .dx = 1, .dy = 1, .w = shape.width, .h = shape.height, .prec = shape.bits,
            .bpp = shape.bits};
    }
    opj_image_t *image = opj_image_create(
        shape.channels, components, shape.channels < 3 ? OPJ_CLRSPC_GRAY : OPJ_CLRSPC_SRGB);
    if (!image) return NULL;
    image->x1 = shape.width;
    image->y1 = shape.height;
    if (shape.channels % 2 == 0) image->comps[shape.channels - 1].alpha = 1;
    return image;
}

cwc_jpeg2000_writer *cwc_jpeg2000_create(cwc_image_shape shape, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    cwc_jpeg2000_writer *writer = calloc(1, sizeof *writer);
    if (writer) {
        writer->shape = shape;
        writer->image = create_image(shape);
        if (writer->image) return writer;
        free(writer);
    }
    set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "OpenJPEG could not encode");
    return NULL;
}

void cwc_jpeg2000_set_row(cwc_jpeg2000_writer *writer, uint32_t y, const void *row) {
    cwc_image_shape shape = writer->shape;
    for (uint32_t c = 0; c < shape.channels; c++) {
        OPJ_INT32 *samples = writer->image->comps[c].data + (size_t)y * shape.width;
        for (uint32_t x = 0; x < shape.width; x++) {
            size_t index = (size_t)x * shape.channels + c;
            samples[x] =
                shape.bits > 8 ? ((const uint16_t *)row)[index] : ((const uint8_t *)row)[index];
        }
    }
}

// Irreversible 9/7 and colour transforms, one layer of the size that the ratio allows.
static bool compress(
    opj_codec_t *codec, opj_stream_t *stream, cwc_jpeg2000_writer *writer, double ratio) {
    cwc_image_shape shape = writer->shape;
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.irreversible = 1;
    parameters.tcp_mct = shape.channels >= 3;
    parameters.tcp_numlayers = 1;
    parameters.tcp_rates[0] = (float)ratio;
    parameters.cp_disto_alloc = 1;
    uint32_t side = shape.width < shape.height ? shape.width : shape.height;
    while (parameters.numresolution > 1 && side >> (parameters.numresolution - 1) == 0)
        parameters.numresolution--;
    return opj_setup_encoder(codec, &parameters, writer->image) &&
           opj_start_compress(codec, writer->image, stream) && opj_encode(codec, stream) &&
           opj_end_compress(codec, stream);
}

bool cwc_jpeg2000_end(
    cwc_jpeg2000_writer *writer, double ratio, cwc_byte_sink sink, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    memory file = {0};
    opj_codec_t *codec = opj_create_compress(OPJ_CODEC_JP2);
    opj_stream_t *stream = open_stream(&file);
    bool done = codec && stream &&
                opj_set_error_handler(codec, jpeg2000_keep_message, error) &&
                compress(codec, stream, writer, ratio);
    if (stream) opj_stream_destroy(stream);
    if (codec) opj_destroy_codec(codec);
    if (!done) jpeg2000_ensure_error(error, CWC_IMAGE_OUT_OF_MEMORY, "OpenJPEG could not encode");
    if (done && !sink.write(sink.context, 0, file.bytes, file.count)) {
        set_error(error, CWC_IMAGE_STOPPED, "cannot write");
        done = false;
    }
    free(file.bytes);
    return done;
}

void cwc_jpeg2000_discard(cwc_jpeg2000_writer *writer) {
    opj_image_destroy(writer->image);
    free(writer);
}
