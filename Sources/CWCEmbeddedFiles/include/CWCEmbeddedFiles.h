#ifndef CWC_EMBEDDED_FILES_H
#define CWC_EMBEDDED_FILES_H

#include <stddef.h>

/* A file that is part of the program. */
typedef struct {
    const char *folder;         /* "models" or "page" */
    const char *name;           /* the name of the file in that folder; ASCII */
    const unsigned char *bytes; /* what is in it */
    size_t count;
} cwc_embedded_file;

/* All of them, and how many there are. Models stand in the order in which tools list them. */
const cwc_embedded_file *cwc_embedded_files(size_t *count);

#endif
