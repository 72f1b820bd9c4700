// Vectorised elementwise kernels, without dependencies.
//
// Every kernel exists for double (suffix _f64) and float (_f32), from one plain C source that is compiled for several
// x86-64 levels (the best one is chosen once, at run time) and once for any other CPU. CVectorKernelsList.h lists them.
//
// Layout. A tile is feature-major: `rows` features by `cols` examples, row j at base + j * stride (in elements,
// stride >= cols), so every inner loop runs along the examples with unit stride. No function allocates or keeps a
// pointer. Buffers do not overlap unless the description says "in place". rows, cols and n may be 0.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The activation functions h. `parameter` is the slope of leaky ReLU or the alpha of ELU, and unused elsewhere.
#if defined(__clang__) || defined(__cplusplus)
typedef enum : int32_t {
#else
typedef enum {  // GCC before 13 has no enumerations of a given type in C, and chooses a type of the same size
#endif
  NABLA_IDENTITY = 0,
  NABLA_SIGMOID,
  NABLA_TANH,
  NABLA_RELU,
  NABLA_LEAKY_RELU,  // a > 0 ? a : parameter * a
  NABLA_ELU,         // a > 0 ? a : parameter * (exp(a) - 1)
  NABLA_SOFTPLUS,    // log(1 + exp(a))
  NABLA_SILU,        // a * sigmoid(a)
  NABLA_GELU,        // a * (1 + erf(a / sqrt 2)) / 2
  NABLA_SIN,
  NABLA_EXP,
  NABLA_GAUSSIAN,  // exp(-a^2)
} nabla_activation;

// Tells the CPU that the thread waits in a loop.
static inline void nabla_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

// Lets another thread have the core.
void nabla_yield(void);

// The name of the instruction-set level in use: "x86-64-v4", "x86-64-v3", "x86-64", or "generic". It is the best one that
// the CPU has. With NABLA_KERNEL_LEVEL=0 or 3 in the environment when the program starts it is no higher than that, to
// test the code of other machines and to compare.
const char *nabla_kernel_level(void);

// The kernels: nabla_NAME_f64 and nabla_NAME_f32 for every row of the list, which says what they do.
#define NABLA_ROW(SUFFIX, result, name, parameters, arguments) result nabla_##name##_##SUFFIX parameters;
#include "CVectorKernelsEach.h"

#ifdef __cplusplus
}
#endif
