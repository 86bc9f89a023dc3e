// What tools ask of the C library that Swift's modules for it leave out.

#pragma once

// Lets all threads allocate from one arena: blocks that one frees serve the others, and memory stays
// within what was planned. Does nothing where the C library has no such setting.
void cwc_use_one_arena(void);
