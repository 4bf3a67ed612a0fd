import CAllocator
import Foundation

/// Process settings that must be made first.
enum ProcessLimits {
    static func prepare() {
        // Each arena keeps freed memory. With glibc's eight arenas per core, this would exceed the data.
        if getenv("MALLOC_ARENA_MAX") == nil { jobtag_limit_arenas(Int32(max(2, ProcessInfo.processInfo.activeProcessorCount))) }
        // Unless TZ is set, glibc checks this file again with every log line.
        setenv("TZ", ":/etc/localtime", 0)
        // Each stream keeps a connection open, and the usual soft limit of 1,024 files is not enough for a thousand streams.
        var files = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0, files.rlim_cur < files.rlim_max {
            files.rlim_cur = files.rlim_max
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        }
    }
}
