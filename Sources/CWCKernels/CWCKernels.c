#include "CWCKernels.h"
