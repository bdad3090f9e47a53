/// Stream sockets, TCP and Unix domain: listen, accept, connect; a FileDescriptor reads and writes them.
internal import CLinux
internal import Glibc

/// Writes to a peer that is gone must not kill us: the program ignores SIGPIPE (`Socket.ignoreBrokenPipes`).
package struct Socket: ~Copyable, Sendable {
    package let descriptor: FileDescriptor

    /// Once, when the program starts: a write to a closed peer is EPIPE instead of death.
    package static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// A listening socket, non-blocking. With `sharesPort` several of one user may listen on the same port,
    /// and the kernel spreads connections over them (SO_REUSEPORT).
    package static func listen(
        on address: SocketAddress, sharesPort: Bool = false, backlog: Int32 = 1024
    ) throws(SystemError) -> Socket {
        let socket = try make(address.family, nonblocking: true)
        if case .internet = address { try socket.set(SOL_SOCKET, SO_REUSEADDR, 1) }
        if sharesPort { try socket.set(SOL_SOCKET, SO_REUSEPORT, 1) }
        if address.family == AF_INET6 { try socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        if try address.withRaw({ bind(socket.descriptor.number, $0, $1) }) != 0 {
            throw .last("bind \(address)")
        }
        if Glibc.listen(socket.descriptor.number, backlog) != 0 { throw .last("listen \(address)") }
        return socket
    }

    /// Binds without listening, and without sharing: EADDRINUSE where anybody, we ourselves too, has the
    /// port.
    package static func probe(_ address: SocketAddress) throws(SystemError) -> Socket {
        let socket = try make(address.family, nonblocking: true)
        try socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
        if address.family == AF_INET6 { try socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        if try address.withRaw({ bind(socket.descriptor.number, $0, $1) }) != 0 {
            throw .last("bind \(address)")
        }
        if Glibc.listen(socket.descriptor.number, 1) != 0 { throw .last("listen \(address)") }
        return socket
    }

    /// The next connection, non-blocking; nil where none is waiting.
    package borrowing func accept() throws(SystemError) -> Socket? {
        while true {
            let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            let number = accept4(descriptor.number, nil, nil, flags)
            if number >= 0 { return Socket(descriptor: FileDescriptor(owning: number)) }
            if errno == EAGAIN { return nil }
            // A connection that died in the queue is no failure of the listener (accept(2)).
            if errno != EINTR && errno != ECONNABORTED && errno != EPROTO { throw .last("accept") }
        }
    }

    /// Connects and waits for it. The socket is then blocking, unless `nonblocking`.
    package static func connect(
        to address: SocketAddress, nonblocking: Bool = false
    ) throws(SystemError) -> Socket {
        let socket = try make(address.family, nonblocking: false)
        while try address.withRaw({ Glibc.connect(socket.descriptor.number, $0, $1) }) != 0 {
            if errno != EINTR { throw .last("connect \(address)") }
        }
        if nonblocking { try socket.descriptor.setNonblocking(true) }
        return socket
    }

    /// Where this end is bound: tells the port after listening on port 0.
    package borrowing func localAddress() throws(SystemError) -> SocketAddress {
        try address("getsockname", getsockname)
    }

    /// Where the other end is bound.
    package borrowing func peerAddress() throws(SystemError) -> SocketAddress {
        try address("getpeername", getpeername)
    }

    /// Has the kernel ask a silent peer whether it is still there: after `idle`, then each `interval`, three
    /// times; then the socket fails (tcp(7)).
    package borrowing func setKeepAlive(idle: Duration, interval: Duration) throws(SystemError) {
        try set(SOL_SOCKET, SO_KEEPALIVE, 1)
        try set(Int32(IPPROTO_TCP), TCP_KEEPIDLE, Int32(clamping: idle.nanoseconds / 1_000_000_000))
        try set(Int32(IPPROTO_TCP), TCP_KEEPINTVL, Int32(clamping: interval.nanoseconds / 1_000_000_000))
        try set(Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    /// Small writes leave at once (tcp(7), TCP_NODELAY).
    package borrowing func setNoDelay() throws(SystemError) {
        try set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    /// How much the kernel takes that it can't send yet; more, and the socket is not writable (tcp(7),
    /// TCP_NOTSENT_LOWAT). What is under way to the peer is not counted, so that a fast one stays fast.
    package borrowing func setUnsentLimit(_ bytes: Int32) throws(SystemError) {
        try set(Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, bytes)
    }

    /// How much the kernel may hold for us to read (socket(7), SO_RCVBUF; it doubles the value).
    package borrowing func setReceiveBuffer(_ bytes: Int32) throws(SystemError) {
        try set(SOL_SOCKET, SO_RCVBUF, bytes)
    }

    /// A blocking read or write fails with EAGAIN after `limit` (socket(7), SO_RCVTIMEO).
    package borrowing func setTimeout(_ limit: Duration) throws(SystemError) {
        var time = timeval(
            tv_sec: Int(limit.nanoseconds / 1_000_000_000),
            tv_usec: Int(limit.nanoseconds % 1_000_000_000 / 1000))
        let size = socklen_t(MemoryLayout<timeval>.size)
        if setsockopt(descriptor.number, SOL_SOCKET, SO_RCVTIMEO, &time, size) != 0
            || setsockopt(descriptor.number, SOL_SOCKET, SO_SNDTIMEO, &time, size) != 0
        {
            throw .last("setsockopt SO_RCVTIMEO")
        }
    }

    /// We send no more; the peer may go on (shutdown(2), SHUT_WR).
    package borrowing func closeWriting() {
        Glibc.shutdown(descriptor.number, Int32(SHUT_WR))
    }

    /// The user of the process at the other end of a Unix socket (unix(7), SO_PEERCRED).
    package borrowing func peerUser() throws(SystemError) -> UInt32 {
        var peer = clinux_credentials()
        var length = socklen_t(MemoryLayout<clinux_credentials>.size)
        if getsockopt(descriptor.number, SOL_SOCKET, Int32(clinux_peer_credentials), &peer, &length) != 0 {
            throw .last("getsockopt SO_PEERCRED")
        }
        return peer.uid
    }

    private borrowing func address(
        _ name: String,
        _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) throws(SystemError) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let number = descriptor.number
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(number, $0, &length) }
        }
        guard result == 0, let address = SocketAddress(&storage) else { throw .last(name) }
        return address
    }

    private static func make(_ family: Int32, nonblocking: Bool) throws(SystemError) -> Socket {
        var type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        if nonblocking { type |= Int32(SOCK_NONBLOCK.rawValue) }
        let number = socket(family, type, 0)
        if number < 0 { throw .last("socket") }
        return Socket(descriptor: FileDescriptor(owning: number))
    }

    private borrowing func set(_ level: Int32, _ option: Int32, _ value: Int32) throws(SystemError) {
        var value = value
        if setsockopt(descriptor.number, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) != 0 {
            throw .last("setsockopt \(option)")
        }
    }
}
