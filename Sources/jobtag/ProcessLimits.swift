import CAllocator
import Foundation

/// What the process asks of the system before anything else.
enum ProcessLimits {
    static func prepare() {
        // Each arena keeps what was freed in it. With the eight that glibc makes for each core, that is more memory than the data.
        if getenv("MALLOC_ARENA_MAX") == nil { jobtag_limit_arenas(Int32(max(2, ProcessInfo.processInfo.activeProcessorCount))) }
        // Unless TZ says what the local time is, glibc looks at this file again with every line of the log.
        setenv("TZ", ":/etc/localtime", 0)
        // Each stream holds a connection open, and the usual soft limit of 1,024 files is not enough for a thousand of them.
        var files = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0, files.rlim_cur < files.rlim_max {
            files.rlim_cur = files.rlim_max
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        }
    }
}
