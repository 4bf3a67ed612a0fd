import NIOCore
import NIOPosix

/// Runs tasks on the event loops, on the one that they come from where they come from one.
///
/// By default every step of a request that waits for something is taken to a thread of Swift's pool and its answer back to the event
/// loop: two changes of thread, which on a busy machine cost more than the work of a small request.
package final class EventLoopExecutor: TaskExecutor {
    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        MultiThreadedEventLoopGroup.singleton.any().execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
