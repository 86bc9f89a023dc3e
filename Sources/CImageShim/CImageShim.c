#include "CImageShim.h"
