#pragma once

// Swift's module of glibc leaves <malloc.h> out. Allocators without arenas have nothing to be limited.
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

static inline void jobtag_limit_arenas(int most) {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, most);
#endif
}
