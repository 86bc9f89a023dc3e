// The tables that this build holds. A new level is one line here and one in dispatch.c.

#ifndef CWC_LEVELS_H
#define CWC_LEVELS_H

#include "CWCKernels.h"

extern const cwc_kernels cwc_kernels_scalar;

#endif
