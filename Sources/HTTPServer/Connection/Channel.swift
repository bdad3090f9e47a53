/// A connected socket and its place on the loop; closed once, in the right order, and inert after that.
internal import HTTP
internal import Linux

struct Channel: ~Copyable {
    private var socket: Socket?
    private var watch: Watch?

    init(socket: consuming Socket) {
        self.socket = consume socket
    }

    mutating func attach(
        to loop: EventLoop, for interest: Readiness, _ watcher: any Watcher
    ) throws(SystemError) {
        switch socket {
        case .some(let socket): watch = try loop.watch(socket.descriptor, for: interest, by: watcher)
        case nil: break
        }
    }

    /// What to wait for from now on; an error shows at the next read or write.
    func wait(for interest: Readiness) {
        do throws(SystemError) {
            try watch?.change(to: interest)
        } catch {
            preconditionFailure("a watched descriptor can be watched for something else: \(error)")
        }
    }

    /// 0 when the peer has ended its side; nil when nothing is there yet.
    func read(into buffer: inout [UInt8]) throws(SystemError) -> Int? {
        switch socket {
        case .some(let socket):
            var span = buffer.mutableSpan
            return try span.withUnsafeMutableBytes { bytes throws(SystemError) in
                try socket.descriptor.read(into: bytes)
            }
        case nil: return 0
        }
    }

    /// How many bytes the kernel took; nil when it has no room now.
    func write(_ bytes: Span<UInt8>) throws(SystemError) -> Int? {
        switch socket {
        case .some(let socket):
            return try bytes.withUnsafeBytes { bytes throws(SystemError) in try socket.descriptor.write(bytes)
            }
        case nil: return nil
        }
    }

    /// As `write`, from a file; 0 when the file ends before `offset`.
    func send(_ file: OpenFile, at offset: UInt64, count: Int) throws(SystemError) -> Int? {
        switch socket {
        case .some(let socket): try socket.descriptor.send(file: file.descriptor, at: offset, count: count)
        case nil: nil
        }
    }

    /// A stream may be silent for long: the kernel looks whether its reader is still there. And it may be long
    /// without a reader: what waits for him is shared here, but not in the kernel.
    func beginStream(unsentLimit: Int) {
        switch socket {
        case .some(let socket):
            // Without it a reader who is gone is found when something is written.
            try? socket.setKeepAlive(idle: .seconds(30), interval: .seconds(10))
            // Without it the kernel holds more, up to its own limit (tcp(7), tcp_wmem).
            try? socket.setUnsentLimit(Int32(clamping: unsentLimit))
        case nil: break
        }
    }

    func closeWriting() {
        switch socket {
        case .some(let socket): socket.closeWriting()
        case nil: break
        }
    }

    /// Off the loop first: a closed number may be another connection's in the next moment.
    mutating func close() {
        watch?.cancel()
        watch = nil
        socket = nil
    }
}
