/// A few threads for what must block; a full queue is said at once and never waited for.
internal import CLinux
internal import Glibc
internal import Synchronization

package final class WorkerPool: Sendable {
    /// Counts what is queued; a worker's blocking read takes one (eventfd(2), EFD_SEMAPHORE).
    private let available: FileDescriptor
    /// Held only to add or take one; never while a job runs.
    private let queue = Mutex(Queue())
    private let threads: Int
    private let capacity: Int

    private struct Queue {
        var jobs: [@Sendable () -> Void] = []
        /// How many threads there are.
        var workers = 0
    }

    /// - Parameter threads: made when they are first needed.
    package init(threads: Int, capacity: Int) throws(SystemError) {
        let number = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_SEMAPHORE))
        if number < 0 { throw .last("eventfd") }
        available = FileDescriptor(owning: number)
        self.threads = threads
        self.capacity = capacity
    }

    /// False where `capacity` jobs wait already, or no thread can be had: `job` will not run.
    package func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let accepted = queue.withLock { queue in
            if queue.jobs.count >= capacity { return false }
            if queue.workers < threads && startWorker(queue.workers) { queue.workers += 1 }
            if queue.workers == 0 { return false }
            queue.jobs.append(job)
            return true
        }
        if accepted { eventfd_write(available.number, 1) }
        return accepted
    }

    /// False where the system has no thread left; those that there are do the work.
    private func startWorker(_ number: Int) -> Bool {
        do throws(SystemError) {
            try Thread.start(name: "worker \(number)") { [self] in
                Thread.preemptNobody()
                work()
            }
            return true
        } catch {
            return false
        }
    }

    /// The pool lives as long as the program: its threads end with it.
    private func work() {
        while true {
            var one: eventfd_t = 0
            eventfd_read(available.number, &one)
            let job = queue.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
            job?()
        }
    }
}
