#include "CVectorKernelsText.h"

#include "CVectorKernelsLevels.h"
#include "kernels/portability.h"

#if NABLA_X86_64

#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v3")
#endif

enum { BLOCK = 64, WORD = 8, VECTOR = 16, MOST_DIGITS = 15 };

// 10^0 ... 10^8, and the last 0 ... 8 bytes of a word.
static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
static const double exact_powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
static const uint64_t last_bytes[] = {
    0, ~0ull << 56, ~0ull << 48, ~0ull << 40, ~0ull << 32, ~0ull << 24, ~0ull << 16, ~0ull << 8, ~0ull,
};

// The number that the `count` <= 8 bytes before `end` are the digits of; a byte that is none sets the highest bit of a byte
// of `others`. Neighbours are joined to numbers below 10^2, 10^4 and 10^8 (D. Lemire, "Number parsing at a gigabyte per
// second", section 7).
INLINE uint64_t digits_before(const uint8_t *end, size_t count, uint64_t *others) {
  uint64_t bytes;
  memcpy(&bytes, end - WORD, WORD);
  uint64_t values = (bytes ^ 0x3030303030303030u) & last_bytes[count];
  *others |= (values + 0x7676767676767676u) | values;
  values = values * 10 + (values >> 8);
  const uint64_t even = values & 0x000000ff000000ffu, odd = values >> 16 & 0x000000ff000000ffu;
  return (even * (100 + (1000000ull << 32)) + odd * (1 + (10000ull << 32))) >> 32;
}

// Which bytes of a block end a field, a bit each, the first byte lowest.
INLINE uint64_t field_ends(const uint8_t *text, __m256i delimiters) {
  const __m256i breaks = _mm256_set1_epi8('\r');
  uint64_t ends = 0;
  for (int i = 0; i < BLOCK; i += 32) {
    const __m256i c = _mm256_loadu_si256((const __m256i *)(text + i));
    const __m256i isBreak = _mm256_cmpeq_epi8(_mm256_min_epu8(c, breaks), c);
    const __m256i isEnd = _mm256_or_si256(_mm256_cmpeq_epi8(c, delimiters), isBreak);
    ends |= (uint64_t)(uint32_t)_mm256_movemask_epi8(isEnd) << i;
  }
  return ends;
}

// Where a field begins does not wait for the number before it: only for the next bit of a block.
static ptrdiff_t usual_numbers(const uint8_t *text, ptrdiff_t *place, ptrdiff_t end, uint8_t delimiter, ptrdiff_t count,
                               double *numbers) {
  ptrdiff_t start = *place, block = start, read = 0;
  if (start < WORD || end - block < BLOCK + VECTOR) return 0;
  const __m256i delimiters = _mm256_set1_epi8((char)delimiter);
  uint64_t ends = field_ends(text + block, delimiters);
  while (read < count) {
    if (!ends) {
      block += BLOCK;
      if (end - block < BLOCK + VECTOR) break;
      ends = field_ends(text + block, delimiters);
      continue;
    }
    const ptrdiff_t last = block + (ptrdiff_t)__builtin_ctzll(ends);
    ends &= ends - 1;
    const uint64_t isNegative = text[start] == '-';
    const ptrdiff_t first = start + (ptrdiff_t)isNegative;
    const size_t length = (size_t)(last - first);
    const __m128i c = _mm_loadu_si128((const __m128i *)(text + first));
    const uint32_t points = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(c, _mm_set1_epi8('.')));
    // Where there is no point before the end, it is taken to be there.
    const size_t whole = (size_t)__builtin_ctz(points | 1u << (length & 31));
    const size_t part = length - whole - (whole < length);
    if (length > VECTOR || whole > WORD || part > WORD || whole + part - 1 > MOST_DIGITS - 1) break;
    uint64_t others = 0;
    const uint64_t before = digits_before(text + first + whole, whole, &others);
    const uint64_t behind = digits_before(text + last, part, &others);
    if (others & 0x8080808080808080u) break;
    // Both are exact, so that the quotient is rounded once (W. D. Clinger, "How to read floating point numbers accurately").
    const double magnitude = (double)(int64_t)(before * powers[part] + behind) / exact_powers[part];
    uint64_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    bits |= isNegative << 63;
    memcpy(numbers + read, &bits, sizeof bits);
    read++;
    start = last + 1;
  }
  *place = start;
  return read;
}

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

ptrdiff_t nabla_usual_numbers(const uint8_t *text, ptrdiff_t *place, ptrdiff_t end, uint8_t delimiter, ptrdiff_t count,
                              double *numbers) {
  return nabla_active_level() >= 3 ? usual_numbers(text, place, end, delimiter, count, numbers) : 0;
}

#else

ptrdiff_t nabla_usual_numbers(const uint8_t *text, ptrdiff_t *place, ptrdiff_t end, uint8_t delimiter, ptrdiff_t count,
                              double *numbers) {
  (void)text, (void)place, (void)end, (void)delimiter, (void)count, (void)numbers;
  return 0;
}

#endif
