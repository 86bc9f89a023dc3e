// What tools ask of the C library that Swift's modules for it leave out.

#pragma once

#include <stdbool.h>
#include <stddef.h>

// Lets all threads allocate from one arena: blocks that one frees serve the others, and memory stays
// within what was planned. Does nothing where the C library has no such setting.
void cwc_use_one_arena(void);

// Whether so many bytes can be had. Swift has no error for a failed allocation, so who plans memory asks
// before.
bool cwc_can_allocate(size_t bytes);
