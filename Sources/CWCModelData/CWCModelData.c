#include "CWCModelData.h"

/* To ship a model: put its file into models/, and two entries here. */

/* #embed is C23, and clang has it in every version of C. */
#pragma clang diagnostic ignored "-Wc23-extensions"

#define SEED "models/seed.cwm"
#if __has_embed(SEED)
static const unsigned char seed[] = {
#embed SEED
};
#endif

static const cwc_model_data models[] = {
#if __has_embed(SEED)
    {"seed", seed, sizeof seed},
#endif
    {0, 0, 0},
};

const cwc_model_data *cwc_model_data_list(void) { return models; }
