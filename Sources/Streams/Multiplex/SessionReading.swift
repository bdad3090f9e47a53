/// What the connection of a stream of several topics tells its session.
internal import HTTP
internal import Linux

final class SessionReading: MessageSource {
    private let session: StreamSession
    /// When a long poll answers at the latest.
    private let deadline: Deadline?
    private let remove: (StreamSession) -> Void

    init(_ session: StreamSession, deadline: Deadline?, remove: @escaping (StreamSession) -> Void) {
        self.session = session
        self.deadline = deadline
        self.remove = remove
    }

    func drained() {
        session.drained()
    }

    func closed() {
        deadline?.cancel()
        session.closed()
        remove(session)
    }

    func shutdown() {
        session.shutdown()
    }

    func received(text: String) {
        session.received(text)
    }
}
