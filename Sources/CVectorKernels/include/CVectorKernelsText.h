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

// Reads numbers of the usual form from the fields of a line that `nabla_lines_of_numbers` found, from place *place on: a sign
// that is '-' or none, up to eight digits before a point and up to eight behind it, 15 at most, correctly rounded. Stops before
// the first field of another form, behind `count` numbers, and 80 bytes before `end`, up to where the text may be read; *place
// is then where the next field begins. Returns how many were read; always 0 on machines without AVX2.
ptrdiff_t nabla_usual_numbers(const uint8_t *text, ptrdiff_t *place, ptrdiff_t end, uint8_t delimiter, ptrdiff_t count,
                              double *numbers);

#ifdef __cplusplus
}
#endif
