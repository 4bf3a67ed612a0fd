#pragma once
#include <malloc.h>

// Swift's module of glibc leaves <malloc.h> out. Other C libraries have no arenas: there, nothing is to be done.
static inline void jobtag_limit_arenas(int most) {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, most);
#endif
}
