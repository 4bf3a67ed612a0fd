#pragma once
#include <zlib.h>

// `deflateInit2` is a macro, which Swift cannot import. 31 means a window of 15 bits with gzip header and trailer (RFC 1952).
static inline int jobtag_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
