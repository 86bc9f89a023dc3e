#include "CWCModelData.h"
