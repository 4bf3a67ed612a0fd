#pragma once
#include <zlib.h>

// `deflateInit2` is a macro, which Swift does not see. 31 is a window of 15 bits with a header and trailer of gzip (RFC 1952).
static inline int jobtag_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
