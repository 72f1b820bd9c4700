// Counts heap allocations of the calling thread, for tests that say "a warm call allocates nothing".
#pragma once

#include <stdint.h>

// Allocations (malloc, calloc, realloc, aligned_alloc, posix_memalign, memalign) that this thread has made so far.
uint64_t nabla_allocation_count(void);
