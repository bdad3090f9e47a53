/// One value handed from one thread to another that waits for it.
internal import CLinux
internal import Glibc
internal import Synchronization

package final class Rendezvous<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    /// eventfd(2): readable once there is a value.
    private let arrived = eventfd(0, Int32(EFD_CLOEXEC))

    package init() {}

    deinit { if arrived >= 0 { close(arrived) } }

    /// Once.
    package func fulfill(_ value: Value) {
        self.value.withLock { $0 = value }
        eventfd_write(arrived, 1)
    }

    package func wait() -> Value {
        while true {
            if let value = value.withLock({ $0 }) { return value }
            var count: eventfd_t = 0
            // Without a descriptor to wait on (EMFILE) this becomes asking again until the value is there.
            if eventfd_read(arrived, &count) != 0 { sched_yield() }
        }
    }
}
