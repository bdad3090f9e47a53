/// Says hello to a supervisor that an earlier server started, to know whether both speak the same version.
internal import JobDirectory
internal import Linux

/// Confined to the control loop; never waits.
final class Greeting {
    enum Answer: Equatable {
        case understood
        /// In words, for a person.
        case strange(String)
        /// No socket, or no answer in time: nothing is known.
        case silence
    }

    private static let limit = Duration.seconds(2)

    private let socket: Socket
    private var watch: Watch?
    private var timer: Deadline?
    private var received: [UInt8] = []
    private var done: ((Answer) -> Void)?

    /// `done` is called once, on the loop, never from within.
    /// - Throws: where there is nobody to greet.
    init(_ attempt: AttemptDirectory, on loop: EventLoop, done: @escaping (Answer) -> Void)
        throws(SystemError)
    {
        socket = try attempt.connect(nonblocking: true)
        try socket.descriptor.writeAll(ControlMessage.Request.hello.encoded())
        self.done = done
        watch = try loop.watch(socket.descriptor, for: .readable) { [unowned self] _ in read() }
        timer = loop.after(Self.limit) { [weak self] in self?.end(.silence) }
    }

    deinit { watch?.cancel() }

    private func read() {
        do throws(SystemError) {
            while let piece = try piece() {
                received += piece
                if let newline = received.firstIndex(of: UInt8(ascii: "\n")) {
                    return end(Self.judge(Array(received[..<newline])))
                }
                if piece.isEmpty || received.count > ControlMessage.lineLimit { return end(.silence) }
            }
        } catch {
            end(.silence)
        }
    }

    /// Empty at the end, nil where there is nothing yet.
    private func piece() throws(SystemError) -> [UInt8]? {
        let result: Result<[UInt8]?, SystemError> = withUnsafeTemporaryAllocation(
            byteCount: 4096, alignment: 1
        ) {
            buffer in
            Result { () throws(SystemError) in
                try socket.descriptor.read(into: buffer).map { Array(buffer[..<$0]) }
            }
        }
        return try result.get()
    }

    static func judge(_ line: [UInt8]) -> Answer {
        do throws(RecordError) {
            switch try ControlMessage.Reply(parsing: line) {
            case .status(let status) where status.version == ControlMessage.version: return .understood
            case .status(let status): return .strange("version \(status.version)")
            case .refused(let reason): return .strange("refuses our hello (\(reason))")
            }
        } catch {
            return .strange("gives an answer that can't be read (\(error))")
        }
    }

    private func end(_ answer: Answer) {
        watch?.cancel()
        timer?.cancel()
        let done = done
        self.done = nil
        done?(answer)
    }
}
