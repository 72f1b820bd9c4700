#include "CVectorKernelsText.h"

#include <stdbool.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { BLOCK = 64 };

// Which bytes of a block are what, a bit each, the first byte lowest.
typedef struct {
  uint64_t newlines, returns, delimiters, points, others;
} classes;

#if defined(__SSE2__)

static inline classes classify(const uint8_t *text, uint8_t delimiter) {
  classes found = {0, 0, 0, 0, 0};
  for (int i = 0; i < BLOCK; i += 16) {
    const __m128i c = _mm_loadu_si128((const __m128i *)(text + i));
    const __m128i newline = _mm_cmpeq_epi8(c, _mm_set1_epi8('\n'));
    const __m128i carriage = _mm_cmpeq_epi8(c, _mm_set1_epi8('\r'));
    const __m128i separator = _mm_cmpeq_epi8(c, _mm_set1_epi8((char)delimiter));
    const __m128i point = _mm_cmpeq_epi8(c, _mm_set1_epi8('.'));
    // From '+' to '9' there are the digits, '+', '-', '.', and two others.
    const __m128i place = _mm_sub_epi8(c, _mm_set1_epi8('+'));
    const __m128i range = _mm_cmpeq_epi8(_mm_min_epu8(place, _mm_set1_epi8('9' - '+')), place);
    const __m128i between = _mm_or_si128(_mm_cmpeq_epi8(c, _mm_set1_epi8(',')), _mm_cmpeq_epi8(c, _mm_set1_epi8('/')));
    const __m128i letter = _mm_cmpeq_epi8(_mm_or_si128(c, _mm_set1_epi8(0x20)), _mm_set1_epi8('e'));
    const __m128i known = _mm_or_si128(_mm_or_si128(_mm_andnot_si128(between, range), letter),
                                       _mm_or_si128(_mm_or_si128(newline, carriage), separator));
    found.newlines |= (uint64_t)(uint16_t)_mm_movemask_epi8(newline) << i;
    found.returns |= (uint64_t)(uint16_t)_mm_movemask_epi8(carriage) << i;
    found.delimiters |= (uint64_t)(uint16_t)_mm_movemask_epi8(separator) << i;
    found.points |= (uint64_t)(uint16_t)_mm_movemask_epi8(point) << i;
    found.others |= (uint64_t)(uint16_t)~_mm_movemask_epi8(known) << i;
  }
  return found;
}

#else

static inline classes classify(const uint8_t *text, uint8_t delimiter) {
  classes found = {0, 0, 0, 0, 0};
  for (int i = 0; i < BLOCK; i++) {
    const uint8_t c = text[i];
    const bool isNumber = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || (c | 0x20) == 'e';
    found.newlines |= (uint64_t)(c == '\n') << i;
    found.returns |= (uint64_t)(c == '\r') << i;
    found.delimiters |= (uint64_t)(c == delimiter) << i;
    found.points |= (uint64_t)(c == '.') << i;
    found.others |= (uint64_t)(!isNumber && c != '\n' && c != '\r' && c != delimiter) << i;
  }
  return found;
}

#endif

ptrdiff_t nabla_lines_of_numbers(const uint8_t *text, ptrdiff_t begin, ptrdiff_t end, uint8_t delimiter,
                                 ptrdiff_t delimiters, ptrdiff_t *starts) {
  ptrdiff_t count = 0, start = begin, found = 0;
  // What the last byte of a block asks of the next one: a line break, or no second point.
  uint64_t isReturned = 0, isPointed = 0;
  for (ptrdiff_t place = begin; place < end; place += BLOCK) {
    classes c;
    if (end - place >= BLOCK) {
      c = classify(text + place, delimiter);
    } else {
      uint8_t rest[BLOCK];
      memset(rest, '0', BLOCK);
      memcpy(rest, text + place, (size_t)(end - place));
      c = classify(rest, delimiter);
    }
    const uint64_t following = c.returns << 1 | isReturned;
    if (c.others | (following & ~c.newlines)) return -1;
    isReturned = c.returns >> 63;
    // Added to the bytes that are neither, a point carries on to the next point or end of a field.
    const uint64_t marks = c.delimiters | c.newlines | c.points;
    uint64_t carried, reached;
    const bool first = __builtin_add_overflow(~marks, c.points << 1, &carried);
    const bool second = __builtin_add_overflow(carried, isPointed, &reached);
    if (reached & c.points) return -1;
    isPointed = first | second | c.points >> 63;

    uint64_t separators = c.delimiters;
    for (uint64_t newlines = c.newlines; newlines; newlines &= newlines - 1) {
      const uint64_t line = newlines ^ (newlines - 1);
      found += __builtin_popcountll(separators & line);
      // A blank line has none.
      if (found != delimiters) return -1;
      starts[count++] = start;
      start = place + __builtin_ctzll(newlines) + 1;
      found = 0;
      separators &= ~line;
    }
    found += __builtin_popcountll(separators);
  }
  if (isReturned) return -1;
  if (start < end) {
    if (found != delimiters) return -1;
    starts[count++] = start;
  }
  return count;
}
