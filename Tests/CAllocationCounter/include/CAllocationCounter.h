// Counts heap allocations of the calling thread, for tests that say "a warm call allocates nothing".
#pragma once

#include <stddef.h>
#include <stdint.h>

// Allocations (malloc, calloc, realloc, aligned_alloc, posix_memalign, memalign) that this thread has made so far.
uint64_t nabla_allocation_count(void);

// From now on allocations of this many bytes or more fail in this thread; 0 for none. Returns 0 where that cannot be done,
// because a sanitizer has allocation functions of its own.
int nabla_fail_allocations_from(size_t size);

// Forks; the child calls `body` and exits with what it returns. Returns the child's exit status, or -1 where it did not
// exit by itself within so many seconds.
int nabla_run_in_fork(int (*body)(void *), void *context, unsigned seconds);
