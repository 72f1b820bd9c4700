// Defines the allocation functions over glibc's internal entry points and counts calls per thread. A thread-local
// counter, because the test runner's other threads allocate at the same time.
#include "CAllocationCounter.h"

#include <errno.h>
#include <stddef.h>

// A sanitizer has allocation functions of its own, which must stay.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define NABLA_SANITIZED
#endif
#endif

#if defined(__linux__) && defined(__GLIBC__) && !defined(NABLA_SANITIZED)
#define NABLA_COUNTS 1
#else
#define NABLA_COUNTS 0
#endif

static _Thread_local uint64_t count = 0;
// Allocations of this size or more fail.
static _Thread_local size_t limit = SIZE_MAX;

uint64_t nabla_allocation_count(void) { return count; }

int nabla_fail_allocations_from(size_t size) {
  limit = size ? size : SIZE_MAX;
  return NABLA_COUNTS;
}

#if NABLA_COUNTS
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static void *fail(void) {
  errno = ENOMEM;
  return NULL;
}

void *malloc(size_t size) {
  count++;
  if (size >= limit) return fail();
  return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
  count++;
  if (size > 0 && items >= limit / size) return fail();
  return __libc_calloc(items, size);
}

void *realloc(void *pointer, size_t size) {
  count++;
  if (size >= limit) return fail();
  return __libc_realloc(pointer, size);
}

void *memalign(size_t alignment, size_t size) {
  count++;
  if (size >= limit) return fail();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count++;
  if (size >= limit) return fail();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  count++;
  if (size >= limit) return ENOMEM;
  void *pointer = __libc_memalign(alignment, size);
  if (!pointer) return ENOMEM;
  *result = pointer;
  return 0;
}
#endif
