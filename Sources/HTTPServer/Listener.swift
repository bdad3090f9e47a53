/// Accepts connections while there is room; out of descriptors it pauses instead of spinning or dying.
internal import Linux

final class Listener {
    private let loop: EventLoop
    private var socket: Socket?
    private var watch: Watch?
    private let takePlace: () -> Bool
    private let givePlace: () -> Void
    private let accepted: (consuming Socket) -> Void
    private var isPaused = false

    /// How many are accepted in one turn of the loop, so that the others get theirs.
    private static let turnLimit = 64
    /// How long to wait when the process or the system has no descriptor left, or the server no place: one
    /// that becomes free on another loop is not told of here.
    private static let pause = Duration.milliseconds(100)

    /// - Parameters:
    ///   - takePlace: before each connection; false stops accepting for a while, or until `resume()`.
    ///   - givePlace: none came for it.
    ///   - accepted: gets each connection, non-blocking.
    init(
        socket: consuming Socket, on loop: EventLoop, takePlace: @escaping () -> Bool,
        givePlace: @escaping () -> Void, accepted: @escaping (consuming Socket) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.takePlace = takePlace
        self.givePlace = givePlace
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
            guard takePlace() else { return rest() }
            do throws(SystemError) {
                switch socket {
                case .some(let socket):
                    guard let connection = try socket.accept() else { return givePlace() }
                    accepted(connection)
                case nil: return givePlace()
                }
            } catch {
                // EMFILE and the like pass; the connection stays in the kernel's queue meanwhile.
                givePlace()
                return rest()
            }
        }
    }

    private func rest() {
        isPaused = true
        wait(for: [])
        loop.after(Listener.pause) { [weak self] in self?.resume() }
    }

    private func wait(for interest: Readiness) {
        do throws(SystemError) {
            try watch?.change(to: interest)
        } catch {
            preconditionFailure("a watched listener can be watched for something else: \(error)")
        }
    }
}
