/// A few threads for what must block; a full queue is said at once and never waited for.
internal import CLinux
internal import Glibc
internal import Synchronization

package final class WorkerPool: Sendable {
    /// Counts what is queued; a worker's blocking read takes one (eventfd(2), EFD_SEMAPHORE).
    private let available: FileDescriptor
    /// Held only to add or take one; never while a job runs.
    private let queue = Mutex<[@Sendable () -> Void]>([])
    private let capacity: Int

    package init(threads: Int, capacity: Int) throws(SystemError) {
        let number = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_SEMAPHORE))
        if number < 0 { throw .last("eventfd") }
        available = FileDescriptor(owning: number)
        self.capacity = capacity
        for index in 0..<threads {
            try Thread.start(name: "worker \(index)") { [self] in work() }
        }
    }

    /// False where `capacity` jobs wait already: `job` will not run.
    package func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let accepted = queue.withLock { jobs in
            if jobs.count >= capacity { return false }
            jobs.append(job)
            return true
        }
        if accepted { eventfd_write(available.number, 1) }
        return accepted
    }

    /// The pool lives as long as the program: its threads end with it.
    private func work() {
        while true {
            var one: eventfd_t = 0
            eventfd_read(available.number, &one)
            let job = queue.withLock { jobs in jobs.isEmpty ? nil : jobs.removeFirst() }
            job?()
        }
    }
}
