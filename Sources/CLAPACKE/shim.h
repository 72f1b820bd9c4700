#pragma once

// The C interface of LAPACK. Debian's liblapacke holds the interface alone and takes the routines from whichever library
// defines them first; that is OpenBLAS, which has them all and which CBLAS links, so that a process has one BLAS.
#include <lapacke.h>
