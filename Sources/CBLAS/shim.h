#pragma once

// OpenBLAS's own cblas.h. `pkg-config --cflags openblas` names its folder; the plain <cblas.h> of a system can be
// another library's, so the functions that only OpenBLAS has are used as a check that this is the right one.
#include <cblas.h>

#ifndef OPENBLAS_CONST
#error "the cblas.h that was found is not OpenBLAS's; install libopenblas-dev, whose pkg-config name is openblas"
#endif
