/// Signals: by name, sent to the right process, and read from a descriptor (signal(7), signalfd(2)).
internal import CLinux
internal import Glibc

package struct Signal: Hashable, Sendable {
    package let number: Int32
    package init(number: Int32) { self.number = number }

    package static let hangup = Signal(number: SIGHUP)
    package static let interrupt = Signal(number: SIGINT)
    package static let terminate = Signal(number: SIGTERM)
    package static let kill = Signal(number: SIGKILL)
    package static let `continue` = Signal(number: SIGCONT)
    package static let stop = Signal(number: SIGSTOP)
    package static let user1 = Signal(number: SIGUSR1)
    package static let user2 = Signal(number: SIGUSR2)
    package static let child = Signal(number: SIGCHLD)

    /// To one process, by number only: for children that nobody else can reap.
    /// False where there is none, or it is not ours to signal.
    @discardableResult
    package func send(to pid: Int32) -> Bool {
        precondition(pid > 1, "signalling pid \(pid) would hit everybody")
        return Glibc.kill(pid, number) == 0
    }

    /// To the process that `identity` names, and never to one that got its number later.
    /// False where it is gone or not ours to signal.
    @discardableResult
    package func send(to identity: ProcessIdentity) -> Bool {
        let pidfd = clinux_pidfd_open(identity.pid)
        guard pidfd >= 0 else { return false }
        defer { close(pidfd) }
        // The descriptor pins whoever has the number now; only then is it sure whether that is the one meant.
        guard ProcessTable.identity(of: identity.pid) == identity else { return false }
        return clinux_pidfd_send_signal(pidfd, number) == 0
    }

    /// To a child of ours, which only we can reap. False where `pid` is none, is dead, or is not to be
    /// signalled.
    @discardableResult
    package func send(toChild pid: Int32) -> Bool {
        let pidfd = clinux_pidfd_open(pid)
        guard pidfd >= 0 else { return false }
        defer { close(pidfd) }
        guard let entry = ProcessTable.entry(of: pid), entry.parent == getpid(), !entry.isDead else {
            return false
        }
        return clinux_pidfd_send_signal(pidfd, number) == 0
    }

    /// To a whole process group. False where it has no member left.
    @discardableResult
    package func send(toGroup group: Int32) -> Bool {
        precondition(group > 1, "signalling group \(group) would hit everybody")
        return killpg(group, number) == 0
    }

    /// Leaves the signal to nobody: it is dropped, and a child inherits that until it is reset.
    /// For SIGCHLD it makes the kernel reap our children (sigaction(2), SA_NOCLDWAIT).
    package func ignore() {
        _ = signal(number, SIG_IGN)
    }
}

/// Signals as a readable descriptor. They are blocked for all threads that are started afterwards.
package struct SignalDescriptor: ~Copyable {
    package let descriptor: FileDescriptor

    package init(_ signals: [Signal]) throws(SystemError) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal.number) }
        let code = pthread_sigmask(SIG_BLOCK, &set, nil)
        if code != 0 { throw SystemError(code: code, call: "pthread_sigmask") }
        let number = signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        if number < 0 { throw .last("signalfd") }
        descriptor = FileDescriptor(owning: number)
    }

    /// The next one that came; nil where none is waiting.
    package borrowing func next() throws(SystemError) -> Signal? {
        var info = signalfd_siginfo()
        let result: Result<Int?, SystemError> = withUnsafeMutableBytes(of: &info) { buffer in
            Result { () throws(SystemError) in try descriptor.read(into: buffer) }
        }
        return try result.get() == nil ? nil : Signal(number: Int32(info.ssi_signo))
    }
}
