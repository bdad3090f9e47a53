/// Answers the server, or whoever of the same user asks, over a Unix socket in the attempt's directory.
internal import Glibc
internal import JobDirectory
internal import Linux

/// A convenience: stop.json does the same where a socket can't be made, a second later.
final class ControlSocket {
    private static let connectionLimit = 16
    private static let patience = Duration.seconds(10)

    private let loop: EventLoop
    private let listener: Socket
    private let path: String
    private let answer: (ControlMessage.Request) -> ControlMessage.Reply
    private let act: (ControlMessage.Request) -> Void
    private var watch: Watch?
    private var connections: [ObjectIdentifier: ControlConnection] = [:]

    /// `path` must be short (unix(7): 107 bytes). `answer` goes out before `act` is called.
    init(
        _ path: String, on loop: EventLoop,
        answer: @escaping (ControlMessage.Request) -> ControlMessage.Reply,
        act: @escaping (ControlMessage.Request) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.path = path
        self.answer = answer
        self.act = act
        try FileSystem.remove(path)
        listener = try Socket.listen(on: .path(path), backlog: 16)
        if chmod(path, 0o600) != 0 { throw .last("chmod \(path)") }
        watch = try loop.watch(listener.descriptor, for: .readable) { [unowned self] _ in accept() }
    }

    func close() {
        watch?.cancel()
        for connection in connections.values { connection.close() }
        connections = [:]
        // Who still finds the name gets a refusal, as from any socket whose owner is gone.
        try? FileSystem.remove(path)
    }

    private func accept() {
        do throws(SystemError) {
            while let socket = try listener.accept() {
                let user = try socket.peerUser()
                guard user == geteuid() || user == 0, connections.count < Self.connectionLimit else {
                    continue
                }
                try serve(socket)
            }
        } catch {
            // Out of descriptors, or a peer that left at once: it asks again.
        }
    }

    private func serve(_ socket: consuming Socket) throws(SystemError) {
        let connection = ControlConnection(socket)
        let id = ObjectIdentifier(connection)
        connections[id] = connection
        let deadline = loop.after(Self.patience) { [unowned self] in end(id) }
        try connection.watch(on: loop) { [unowned self] in
            guard read(connection) else {
                deadline.cancel()
                return end(id)
            }
        }
    }

    /// False when the conversation is over.
    private func read(_ connection: ControlConnection) -> Bool {
        guard let lines = connection.lines() else { return false }
        for line in lines {
            do throws(RecordError) {
                let request = try ControlMessage.Request(parsing: line)
                connection.send(answer(request))
                act(request)
            } catch {
                connection.send(.refused("\(error)"))
            }
        }
        return true
    }

    private func end(_ id: ObjectIdentifier) {
        connections.removeValue(forKey: id)?.close()
    }
}
