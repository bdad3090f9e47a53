/// In which form a log goes over the wire: readers with the same one get the same bytes.

package struct Rendering: Hashable, Sendable {
    package enum Carrier: Hashable, Sendable {
        /// Server-Sent Events of one log: `id:` is the number of a line.
        case eventStream
        /// Server-Sent Events of a stream that carries more: it puts its own `id:` in front.
        case topicStream
        /// Text messages.
        case webSocket
        /// Members of an array, each with the comma behind it.
        case longPoll
    }
    package enum Format: Hashable, Sendable {
        /// Batches by column.
        case frames
        /// An event a line; over event streams only, as are those below.
        case lines
        /// The objects of `lines`, one a line of text.
        case objects
        /// The lines that pass, and nothing else.
        case text
    }

    package let carrier: Carrier
    package let format: Format
    package let filter: LineFilter

    package init(carrier: Carrier, format: Format = .frames, filter: LineFilter = .all) {
        self.carrier = carrier
        self.format = format
        self.filter = filter
    }

    /// As `hello` calls it.
    var transport: String {
        switch carrier {
        case .eventStream, .topicStream: "sse"
        case .webSocket: "ws"
        case .longPoll: "poll"
        }
    }
}
