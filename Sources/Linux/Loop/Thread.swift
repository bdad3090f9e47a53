/// A kernel thread with a name (pthreads(7)).
internal import CLinux
internal import Glibc

package struct Thread: Sendable {
    private let id: pthread_t

    /// Starts `body`. `name` is cut to 15 bytes, the kernel's limit (prctl(2), PR_SET_NAME).
    @discardableResult
    package static func start(
        name: String, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> Thread {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var id = pthread_t()
        let code = pthread_create(
            &id, nil,
            { argument in
                // pthread_create hands over exactly the pointer given below, which is never nil.
                let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
                clinux_set_name(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        if code != 0 {
            start.release()
            throw SystemError(code: code, call: "pthread_create")
        }
        return Thread(id: id)
    }

    /// From now on the calling thread, when it wakes, takes no core from a program that is running (SCHED_BATCH):
    /// a job that prints is not put aside each time by who reads its output. What the thread starts is as before.
    package static func preemptNobody() {
        // A kernel that refuses leaves all as it was.
        _ = clinux_schedule_batch()
    }

    /// Waits until it has ended; once.
    package func join() {
        pthread_join(id, nil)
    }

    /// The calling thread does nothing for so long; a signal may end it early (usleep(3)). Not for a loop's thread.
    package static func pause(_ duration: Duration) {
        usleep(UInt32(clamping: duration.nanoseconds / 1000))
    }

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
