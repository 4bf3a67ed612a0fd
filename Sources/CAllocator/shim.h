#pragma once

// Swift's glibc module does not include <malloc.h>. Allocators without arenas need no limit.
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

static inline void jobtag_limit_arenas(int most) {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, most);
#endif
}
