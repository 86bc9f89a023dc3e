// JPEG 2000 through OpenJPEG, from memory and to memory.

#include "failure.h"

#include <openjpeg.h>
#include <stdlib.h>
#include <string.h>

// MARK: - Memory as OpenJPEG's stream

// A file in memory; `capacity` counts only where it grows.
typedef struct memory {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
    size_t offset;
} memory;

static OPJ_SIZE_T read_bytes(void *buffer, OPJ_SIZE_T count, void *user) {
    memory *file = user;
    size_t rest = file->count - file->offset;
    if (rest == 0) return (OPJ_SIZE_T)-1;
    if (count > rest) count = rest;
    memcpy(buffer, file->bytes + file->offset, count);
    file->offset += count;
    return count;
}

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

static OPJ_BOOL seek_to_read(OPJ_OFF_T offset, void *user) {
    memory *file = user;
    if (offset < 0 || (size_t)offset > file->count) return OPJ_FALSE;
    file->offset = (size_t)offset;
    return OPJ_TRUE;
}

static OPJ_BOOL seek_to_write(OPJ_OFF_T offset, void *user) {
    memory *file = user;
    if (offset < 0 || !reach(file, (size_t)offset)) return OPJ_FALSE;
    file->offset = (size_t)offset;
    return OPJ_TRUE;
}

static OPJ_OFF_T skip_read(OPJ_OFF_T count, void *user) {
    memory *file = user;
    if (count < 0) return -1;
    size_t rest = file->count - file->offset;
    file->offset += (uint64_t)count < rest ? (size_t)count : rest;
    return count;
}

static OPJ_OFF_T skip_write(OPJ_OFF_T count, void *user) {
    memory *file = user;
    return seek_to_write((OPJ_OFF_T)file->offset + count, user) ? count : -1;
}

static opj_stream_t *open_stream(memory *file, OPJ_BOOL is_input) {
    opj_stream_t *stream = opj_stream_create(1 << 16, is_input);
    if (!stream) return NULL;
    opj_stream_set_user_data(stream, file, NULL);
    opj_stream_set_user_data_length(stream, file->count);
    opj_stream_set_read_function(stream, read_bytes);
    opj_stream_set_write_function(stream, write_bytes);
    opj_stream_set_skip_function(stream, is_input ? skip_read : skip_write);
    opj_stream_set_seek_function(stream, is_input ? seek_to_read : seek_to_write);
    return stream;
}

// Keeps the first message of a failure: what follows is its consequence.
static void keep_message(const char *message, void *user) {
    cwc_image_error *error = user;
    if (error->status != CWC_IMAGE_OK) return;
    set_error(error, CWC_IMAGE_MALFORMED, message);
    error->message[strcspn(error->message, "\n")] = 0;
}

static void ensure_error(cwc_image_error *error, cwc_image_status status, const char *message) {
    if (error->status == CWC_IMAGE_OK) set_error(error, status, message);
}

// MARK: - Reading

struct cwc_jpeg2000_reader {
    memory file;
    opj_stream_t *stream;
    opj_codec_t *codec;
    opj_image_t *image;
};

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

cwc_jpeg2000_reader *cwc_jpeg2000_open(
    const uint8_t *bytes, size_t count, cwc_image_shape *shape, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    cwc_jpeg2000_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        set_error(error, CWC_IMAGE_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    reader->file = (memory){.bytes = (uint8_t *)bytes, .count = count};
    bool is_codestream = count > 0 && bytes[0] == 0xFF;
    reader->stream = open_stream(&reader->file, OPJ_TRUE);
    reader->codec = opj_create_decompress(is_codestream ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    if (!reader->stream || !reader->codec ||
        !opj_set_error_handler(reader->codec, keep_message, error) ||
        !opj_setup_decoder(reader->codec, &parameters) ||
        !opj_read_header(reader->stream, reader->codec, &reader->image)) {
        ensure_error(error, CWC_IMAGE_MALFORMED, "the header cannot be read");
        cwc_jpeg2000_close(reader);
        return NULL;
    }
    const char *reason = unsupported(reader->image);
    if (reason) {
        set_error(error, CWC_IMAGE_UNSUPPORTED, reason);
        cwc_jpeg2000_close(reader);
        return NULL;
    }
    shape->width = reader->image->comps[0].w;
    shape->height = reader->image->comps[0].h;
    shape->channels = reader->image->numcomps;
    return reader;
}

bool cwc_jpeg2000_read(cwc_jpeg2000_reader *reader, uint8_t *samples, cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    opj_set_error_handler(reader->codec, keep_message, error);
    opj_image_t *image = reader->image;
    size_t pixels = (size_t)image->comps[0].w * image->comps[0].h;
    uint32_t channels = image->numcomps;
    if (!opj_decode(reader->codec, reader->stream, image) ||
        !opj_end_decompress(reader->codec, reader->stream)) {
        ensure_error(error, CWC_IMAGE_MALFORMED, "damaged codestream");
        return false;
    }
    // A palette makes more components of one; the caller has made room for the header's.
    const char *reason = unsupported(image);
    if (reason || image->numcomps != channels ||
        pixels != (size_t)image->comps[0].w * image->comps[0].h) {
        set_error(error, CWC_IMAGE_UNSUPPORTED, reason ? reason : "a palette");
        return false;
    }
    for (uint32_t c = 0; c < channels; c++) {
        const opj_image_comp_t *component = &image->comps[c];
        if (!component->data) {
            set_error(error, CWC_IMAGE_MALFORMED, "a component without samples");
            return false;
        }
        int64_t largest = ((int64_t)1 << component->prec) - 1;
        int64_t zero = component->sgnd ? (int64_t)1 << (component->prec - 1) : 0;
        for (size_t i = 0; i < pixels; i++) {
            int64_t value = component->data[i] + zero;
            value = value < 0 ? 0 : value > largest ? largest : value;
            samples[i * channels + c] = (uint8_t)((value * 255 + largest / 2) / largest);
        }
    }
    return true;
}

void cwc_jpeg2000_close(cwc_jpeg2000_reader *reader) {
    if (reader->image) opj_image_destroy(reader->image);
    if (reader->codec) opj_destroy_codec(reader->codec);
    if (reader->stream) opj_stream_destroy(reader->stream);
    free(reader);
}

// MARK: - Writing

static opj_image_t *image_of(const uint8_t *samples, cwc_image_shape shape) {
    opj_image_cmptparm_t components[4] = {0};
    for (uint32_t c = 0; c < shape.channels; c++) {
        components[c] = (opj_image_cmptparm_t){
            .dx = 1, .dy = 1, .w = shape.width, .h = shape.height, .prec = 8, .bpp = 8};
    }
    opj_image_t *image = opj_image_create(
        shape.channels, components, shape.channels < 3 ? OPJ_CLRSPC_GRAY : OPJ_CLRSPC_SRGB);
    if (!image) return NULL;
    image->x1 = shape.width;
    image->y1 = shape.height;
    size_t pixels = (size_t)shape.width * shape.height;
    for (uint32_t c = 0; c < shape.channels; c++) {
        for (size_t i = 0; i < pixels; i++)
            image->comps[c].data[i] = samples[i * shape.channels + c];
    }
    if (shape.channels % 2 == 0) image->comps[shape.channels - 1].alpha = 1;
    return image;
}

// Irreversible 9/7 and colour transforms, one layer of the size that the ratio allows.
static bool compress(
    opj_codec_t *codec, opj_stream_t *stream, opj_image_t *image, cwc_image_shape shape,
    double ratio) {
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
    return opj_setup_encoder(codec, &parameters, image) &&
           opj_start_compress(codec, image, stream) && opj_encode(codec, stream) &&
           opj_end_compress(codec, stream);
}

bool cwc_jpeg2000_encode(
    const uint8_t *samples, cwc_image_shape shape, double ratio, cwc_image_bytes *output,
    cwc_image_error *error) {
    set_error(error, CWC_IMAGE_OK, "");
    memory file = {0};
    opj_image_t *image = image_of(samples, shape);
    opj_codec_t *codec = opj_create_compress(OPJ_CODEC_JP2);
    opj_stream_t *stream = open_stream(&file, OPJ_FALSE);
    bool done = image && codec && stream &&
                opj_set_error_handler(codec, keep_message, error) &&
                compress(codec, stream, image, shape, ratio);
    if (stream) opj_stream_destroy(stream);
    if (codec) opj_destroy_codec(codec);
    if (image) opj_image_destroy(image);
    if (done) {
        *output = (cwc_image_bytes){file.bytes, file.count};
    } else {
        free(file.bytes);
        ensure_error(error, CWC_IMAGE_OUT_OF_MEMORY, "OpenJPEG could not encode");
    }
    return done;
}
