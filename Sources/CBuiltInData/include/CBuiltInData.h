// Small real data sets that are compiled into the library. README.md beside them names their sources and licences.
#pragma once

#include <stddef.h>

// The text of digits.csv and its length in bytes; it lives as long as the process.
const char *nabla_digits_csv(size_t *count);
