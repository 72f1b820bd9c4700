// What the kernels need from the compiler: loop hints, fused multiply-add, inlining.
//
// Clang's defaults would contract a * b + c where it likes, which breaks error-free transformations in baseline code
// that a neighbouring level computes exactly; so contraction is off and each fused operation is written as FMA.
#pragma once

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../include/CVectorKernels.h"
#include "../include/CVectorKernelsLevels.h"

#if defined(__x86_64__) && (defined(__clang__) || defined(__GNUC__))
#define NABLA_X86_64 1
#else
#define NABLA_X86_64 0
#endif

// Inlining is forced so that every helper becomes part of the vector loop that calls it.
#define INLINE static inline __attribute__((always_inline, unused))

#define PRAGMA(text) _Pragma(#text)

// Iterations are independent even where two pointers are equal (in-place use), which a run-time overlap check would
// answer with the scalar loop. The trip counts are short constants, so early unrolling is kept out of the vectoriser's
// way.
#if defined(__clang__)
#define VECTOR_LOOP PRAGMA(clang loop vectorize(assume_safety) interleave_count(NABLA_INTERLEAVE) unroll(disable))
#define NABLA_CONTRACT_OFF PRAGMA(STDC FP_CONTRACT OFF)
#elif defined(__GNUC__)
#define VECTOR_LOOP PRAGMA(GCC ivdep)
#define NABLA_CONTRACT_OFF PRAGMA(GCC optimize("O3,fp-contract=off,no-math-errno,no-trapping-math"))
#else
#define VECTOR_LOOP
#define NABLA_CONTRACT_OFF PRAGMA(STDC FP_CONTRACT OFF)
#endif

// Loops of a few iterations whose number is a constant, over arrays that are to live in registers.
#if defined(__clang__)
#define UNROLLED PRAGMA(clang loop unroll(full))
#elif defined(__GNUC__)
#define UNROLLED PRAGMA(GCC unroll 16)
#else
#define UNROLLED
#endif

#if defined(__has_builtin)
#if __has_builtin(__builtin_elementwise_fma)
#define NABLA_HAS_ELEMENTWISE_FMA 1
#endif
#endif
#ifndef NABLA_HAS_ELEMENTWISE_FMA
#define NABLA_HAS_ELEMENTWISE_FMA 0
#endif

// The square root without errno, so that it vectorises.
#if defined(__has_builtin)
#if __has_builtin(__builtin_elementwise_sqrt)
#define SQRT_f64(x) __builtin_elementwise_sqrt(x)
#define SQRT_f32(x) __builtin_elementwise_sqrt(x)
#endif
#endif
#ifndef SQRT_f64
#define SQRT_f64(x) __builtin_sqrt(x)
#define SQRT_f32(x) __builtin_sqrtf(x)
#endif

// Whether the CPU the compiler aims at by default has fused multiply-add.
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(__aarch64__) || defined(__riscv_flen)
#define NABLA_BASELINE_FUSED 1
#else
#define NABLA_BASELINE_FUSED 0
#endif
