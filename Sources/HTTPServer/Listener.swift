/// Accepts connections while there is room; out of descriptors it pauses instead of spinning or dying.
internal import Linux

final class Listener {
    private let loop: EventLoop
    private var socket: Socket?
    private var watch: Watch?
    private let hasRoom: () -> Bool
    private let accepted: (consuming Socket) -> Void
    private var isPaused = false

    /// How many are accepted in one turn of the loop, so that the others get theirs.
    private static let turnLimit = 64
    /// How long to wait when the process or the system has no descriptor left.
    private static let pause = Duration.milliseconds(100)

    /// - Parameters:
    ///   - hasRoom: false stops accepting until `resume()`.
    ///   - accepted: gets each connection, non-blocking.
    init(
        socket: consuming Socket, on loop: EventLoop, hasRoom: @escaping () -> Bool,
        accepted: @escaping (consuming Socket) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.hasRoom = hasRoom
        self.accepted = accepted
        watch = try loop.watch(socket.descriptor, for: .readable) { [unowned self] _ in accept() }
        self.socket = consume socket
    }

    /// There may be room again.
    func resume() {
        guard isPaused else { return }
        isPaused = false
        wait(for: .readable)
    }

    func close() {
        watch?.cancel()
        watch = nil
        socket = nil
    }

    private func accept() {
        for _ in 0..<Listener.turnLimit {
            guard hasRoom() else { return stop() }
            do throws(SystemError) {
                switch socket {
                case .some(let socket):
                    guard let connection = try socket.accept() else { return }
                    accepted(connection)
                case nil: return
                }
            } catch {
                // EMFILE and the like pass; the connection stays in the kernel's queue meanwhile.
                stop()
                loop.after(Listener.pause) { [weak self] in self?.resume() }
                return
            }
        }
    }

    private func stop() {
        isPaused = true
        wait(for: [])
    }

    private func wait(for interest: Readiness) {
        do throws(SystemError) {
            try watch?.change(to: interest)
        } catch {
            preconditionFailure("a watched listener can be watched for something else: \(error)")
        }
    }
}
