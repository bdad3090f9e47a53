/// What a client asks of a stream that carries several topics.

package struct StreamRequest: Sendable {
    package enum Start: Equatable, Sendable {
        /// Events from now on; of the log its last lines.
        case now
        case at(StreamCursor)
        /// A cursor that is none, as it was sent.
        case unknown(String)

        package init(cursor: String?) {
            guard let cursor, !cursor.isEmpty else { self = .now; return }
            self = StreamCursor(cursor).map { .at($0) } ?? .unknown(cursor)
        }
    }

    /// At most one `log`.
    package var topics: [Topic]
    package var start: Start
    /// Lines of the log before its end, where the cursor says none; nil where the client does not say. A
    /// client that says so is not sent what lies before them when it is far behind.
    package var tail: Int64?
    package var filter: LineFilter

    package static let defaultTail: Int64 = 2000

    package init(topics: [Topic], start: Start = .now, tail: Int64? = nil, filter: LineFilter = .all) {
        self.topics = topics
        self.start = start
        self.tail = tail
        self.filter = filter
    }
}
