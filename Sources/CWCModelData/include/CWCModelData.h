#ifndef CWC_MODEL_DATA_H
#define CWC_MODEL_DATA_H

#include <stddef.h>

/* A model file that is part of the program. */
typedef struct {
    const char *name;           /* the name that the model gives itself; ASCII */
    const unsigned char *bytes; /* the .cwm file */
    size_t count;
} cwc_model_data;

/* All of them; a null name ends the list. */
const cwc_model_data *cwc_model_data_list(void);

#endif
