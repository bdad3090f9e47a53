/// What the connection of a reader tells: there is room again, it is gone, the server is going.
internal import HTTP

final class LogReading: MessageSource {
    private let subscription: Subscription
    private let remove: (Subscription) -> Void

    init(_ subscription: Subscription, remove: @escaping (Subscription) -> Void) {
        self.subscription = subscription
        self.remove = remove
    }

    func drained() {
        subscription.drained()
    }

    func closed() {
        subscription.closed()
        remove(subscription)
    }

    func shutdown() {
        subscription.shutdown()
    }

    /// A reader of one log has nothing to say that changes what it gets: `ack` and `pong` are taken and
    /// change nothing.
    func received(text: String) {}
}
