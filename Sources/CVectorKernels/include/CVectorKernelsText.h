// Looking at texts of numbers, 64 bytes at a time.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Finds the lines of `text[begin..<end]`, which begins with a line, as places from the beginning of `text`. Its fields
// consist of digits, signs, points and the letter e, with one point at most; each line has `delimiters` delimiters, at least
// one, and ends with LF or CR LF, or with the text.
//
// `starts` has room for (end - begin) / (delimiters + 1) + 1 places. Returns the number of lines, or -1 where one is other
// than that. The delimiter is no part of a number.
ptrdiff_t nabla_lines_of_numbers(const uint8_t *text, ptrdiff_t begin, ptrdiff_t end, uint8_t delimiter,
                                 ptrdiff_t delimiters, ptrdiff_t *starts);

#ifdef __cplusplus
}
#endif
