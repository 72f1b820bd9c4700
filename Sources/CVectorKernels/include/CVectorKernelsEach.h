// Expands NABLA_ROW(SUFFIX, result, name, parameters, arguments) for every kernel of the list: those in double, of
// suffix f64, then those in float, of suffix f32. The includer defines NABLA_ROW before; it is undefined after.
// No include guard.

#pragma push_macro("REAL")
#undef REAL

#define NABLA_NULLABLE  // says so to the reader, and to the script that writes the Swift members

#define REAL double
#define NABLA_KERNEL(...) NABLA_ROW(f64, __VA_ARGS__)
#include "CVectorKernelsList.h"
#undef NABLA_KERNEL
#undef REAL

#define REAL float
#define NABLA_KERNEL(...) NABLA_ROW(f32, __VA_ARGS__)
#include "CVectorKernelsList.h"
#undef NABLA_KERNEL
#undef REAL

#undef NABLA_ROW
#undef NABLA_NULLABLE
#pragma pop_macro("REAL")
