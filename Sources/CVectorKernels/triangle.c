#include "CVectorKernelsTriangle.h"

#include "CVectorKernelsLevels.h"
#include "kernels/portability.h"

#if NABLA_X86_64

void nabla_triangle_x86_64_v3(size_t m, size_t n, double *a, double *memory);
void nabla_triangle_x86_64_v4(size_t m, size_t n, double *a, double *memory);

bool nabla_triangle(size_t m, size_t n, double *a, double *memory) {
  switch (nabla_active_level()) {
    case 4: nabla_triangle_x86_64_v4(m, n, a, memory); return true;
    case 3: nabla_triangle_x86_64_v3(m, n, a, memory); return true;
    default: return false;
  }
}

#else

bool nabla_triangle(size_t m, size_t n, double *a, double *memory) {
  (void)m, (void)n, (void)a, (void)memory;
  return false;
}

#endif
