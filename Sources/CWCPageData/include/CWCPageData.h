#ifndef CWC_PAGE_DATA_H
#define CWC_PAGE_DATA_H

#include <stddef.h>

/* A file of page/ that is part of the program. */
typedef struct {
    const char *name;           /* the name of the file; ASCII */
    const unsigned char *bytes; /* UTF-8 */
    size_t count;
} cwc_page_data;

/* All of them; a null name ends the list. */
const cwc_page_data *cwc_page_data_list(void);

#endif
