/// One conversation over the control socket: lines in, answers out; what does not fit is dropped.
internal import JobDirectory
internal import Linux

final class ControlConnection {
    private let socket: Socket
    private var received: [UInt8] = []
    private var watch: Watch?

    init(_ socket: consuming Socket) {
        self.socket = socket
    }

    func watch(on loop: EventLoop, _ readable: @escaping () -> Void) throws(SystemError) {
        watch = try loop.watch(socket.descriptor, for: .readable) { _ in readable() }
    }

    /// Before the descriptor goes.
    func close() {
        watch?.cancel()
    }

    /// The whole lines that have come; nil at the end, after an error, and when a line grows too long.
    func lines() -> [[UInt8]]? {
        let piece = [UInt8](unsafeUninitializedCapacity: ControlMessage.lineLimit) { buffer, count in
            // An error ends the conversation as an end of file does.
            count = (try? socket.descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
        }
        guard !piece.isEmpty else { return nil }
        received += piece
        var lines = received.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(
            Array.init)
        received = lines.removeLast()
        return received.count > ControlMessage.lineLimit ? nil : lines
    }

    func send(_ reply: ControlMessage.Reply) {
        let bytes = reply.encoded()
        // A peer that does not read its short answer loses it; the state files say the same.
        _ = bytes.withUnsafeBytes { try? socket.descriptor.write($0) }
    }
}
