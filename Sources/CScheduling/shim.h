#pragma once

// glibc 2.36 has no function for sched_setattr(2), and Swift does not import the variadic `syscall`.
#include <errno.h>
#if defined(__linux__)
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

/// Sets the nice value and the time slice of the calling thread. Linux before 6.12 ignores the time slice; if
/// a sandbox forbids the call, only the nice value is set. The scheduling policy is unchanged.
/// Returns 0, or -1 with `errno`.
static inline int jobtag_schedule_thread(int nice, long long slice_in_nanoseconds) {
#if defined(__linux__)
    enum { KEEP_POLICY = 0x08 };
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes = {.size = 48, .flags = KEEP_POLICY, .nice = nice, .runtime = (uint64_t)slice_in_nanoseconds};
    if (syscall(SYS_sched_setattr, 0, &attributes, 0) == 0) return 0;
    return setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), nice);
#else
    (void)nice;
    (void)slice_in_nanoseconds;
    errno = ENOSYS;
    return -1;
#endif
}
