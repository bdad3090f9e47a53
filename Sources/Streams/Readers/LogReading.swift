/// What the connection of a reader of one log tells: there is room again, it is gone, the server is going.
internal import HTTP

final class LogReading: MessageSource {
    private let subscription: Subscription
    private let connection: LogConnection
    private let remove: (LogReading) -> Void

    var id: ReaderID { subscription.id }

    init(_ subscription: Subscription, _ connection: LogConnection, remove: @escaping (LogReading) -> Void) {
        self.subscription = subscription
        self.connection = connection
        self.remove = remove
    }

    func drained() {
        subscription.drained()
    }

    func closed() {
        subscription.closed()
        remove(self)
    }

    func shutdown() {
        guard subscription.phase != .over else { return }
        connection.shutdown()
        subscription.leave()
    }

    func beat() {
        guard subscription.phase != .over, subscription.phase != .opening else { return }
        connection.beat(next: subscription.next)
    }

    /// A reader of one log has nothing to say that changes what it gets: `ack` and `pong` are taken and
    /// change nothing.
    func received(text: String) {}
}
