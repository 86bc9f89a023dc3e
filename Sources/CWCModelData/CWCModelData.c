#include "CWCModelData.h"

/* To ship a model: put its file into models/, and two entries here. */

/* #embed is C23, and clang has it in every version of C. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char main_model[] = {
#embed "models/main.cwm"
};

static const unsigned char main_msssim[] = {
#embed "models/main-msssim.cwm"
};

static const unsigned char lite[] = {
#embed "models/lite.cwm"
};

static const unsigned char seed[] = {
#embed "models/seed.cwm"
};

static const cwc_model_data models[] = {
    {"main", main_model, sizeof main_model},
    {"main-msssim", main_msssim, sizeof main_msssim},
    {"lite", lite, sizeof lite},
    {"seed", seed, sizeof seed},
    {0, 0, 0},
};

const cwc_model_data *cwc_model_data_list(void) { return models; }
