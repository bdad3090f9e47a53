/// One epoll instance: add, change, remove, wait (epoll(7)).
internal import CLinux
internal import Glibc

/// What a descriptor is ready for, or is watched for.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    package static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer has closed its writing half (EPOLLRDHUP).
    package static let peerClosed = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Both halves are closed; always watched for.
    package static let hangup = Readiness(rawValue: EPOLLHUP.rawValue)
    /// Always watched for.
    package static let failed = Readiness(rawValue: EPOLLERR.rawValue)

    /// Reset, or both sides have ended. (As a property: set algebra is generic code, and slow across modules.)
    package var isOver: Bool { rawValue & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 }

    /// There are bytes, or their end.
    package var hasInput: Bool { rawValue & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 }

    package init(readable: Bool = false, writable: Bool = false, peerClosed: Bool = false) {
        rawValue =
            (readable ? EPOLLIN.rawValue : 0) | (writable ? EPOLLOUT.rawValue : 0)
            | (peerClosed ? EPOLLRDHUP.rawValue : 0)
    }
}

struct Epoll: ~Copyable {
    private let descriptor: FileDescriptor
    private let events: UnsafeMutableBufferPointer<epoll_event>

    init(capacity: Int = 256) throws(SystemError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        if number < 0 { throw .last("epoll_create1") }
        descriptor = FileDescriptor(owning: number)
        events = .allocate(capacity: capacity)
        events.initialize(repeating: epoll_event())
    }

    deinit { events.deallocate() }

    func add(_ number: Int32, for interest: Readiness, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, number, interest, token)
    }

    func change(_ number: Int32, to interest: Readiness, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_MOD, number, interest, token)
    }

    /// Must come before the descriptor is closed: between fork and exec a child holds a copy that keeps it
    /// reported.
    func remove(_ number: Int32) {
        var unused = epoll_event()
        epoll_ctl(descriptor.number, EPOLL_CTL_DEL, number, &unused)
    }

    /// Waits at most `milliseconds` (-1: for ever).
    /// - Returns: how many events have come; `event` shows them until the next wait.
    func wait(milliseconds: Int32) throws(SystemError) -> Int {
        let count = epoll_wait(descriptor.number, events.baseAddress, Int32(events.count), milliseconds)
        if count >= 0 { return Int(count) }
        if errno == EINTR { return 0 }
        throw .last("epoll_wait")
    }

    func event(_ index: Int) -> (token: UInt64, readiness: Readiness) {
        (events[index].data.u64, Readiness(rawValue: events[index].events))
    }

    private func control(
        _ operation: Int32, _ number: Int32, _ interest: Readiness, _ token: UInt64
    ) throws(SystemError) {
        var event = epoll_event()
        event.events = interest.rawValue
        event.data.u64 = token
        if epoll_ctl(descriptor.number, operation, number, &event) != 0 { throw .last("epoll_ctl") }
    }
}
