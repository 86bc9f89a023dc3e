#include "CSystemShim.h"

// Defines __GLIBC__ where it is the C library.
#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>

void cwc_use_one_arena(void) { mallopt(M_ARENA_MAX, 1); }
#else
void cwc_use_one_arena(void) {}
#endif

bool cwc_can_allocate(size_t bytes) {
    void *memory = malloc(bytes);
    // Used, so that no compiler leaves the allocation out.
    void *volatile block = memory;
    bool can = block != NULL;
    free(memory);
    return can;
}
