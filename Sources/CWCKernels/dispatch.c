#include "levels.h"

const cwc_kernels *cwc_kernels_for(cwc_level level) {
    switch (level) {
    case CWC_LEVEL_SCALAR:
        return &cwc_kernels_scalar;
    }
    return NULL;
}
