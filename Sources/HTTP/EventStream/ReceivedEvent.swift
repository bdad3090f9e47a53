/// An event as a client gets it from a `text/event-stream`.
package struct ReceivedEvent: Sendable, Equatable {
    /// `message` when the stream did not say.
    package let type: String
    /// Lines joined by LF.
    package let data: String
    /// The last ID that the stream has set, perhaps by an earlier event; empty when none has.
    package let lastID: String

    package init(type: String, data: String, lastID: String) {
        self.type = type
        self.data = data
        self.lastID = lastID
    }
}
