/// A `text/event-stream` as a client reads it, event by event.
import HTTP
import TestSupport

final class EventReader {
    let head: ResponseHead
    private let client: WireClient
    private var parser = EventStreamParser()
    private var pending: ArraySlice<ReceivedEvent> = []
    /// Nothing more will come. A stream ends as its connection does: its last event tells whether it was cut.
    private(set) var isOver = false

    init(
        _ server: ServerUnderTest, _ target: String, lastEventID: String? = nil, receiveBuffer: Int32? = nil
    ) throws {
        client = try WireClient(port: server.port, receiveBuffer: receiveBuffer)
        var fields: Fields = [.accept: "text/event-stream"]
        if let lastEventID { fields.set(.lastEventID, lastEventID) }
        try client.send(.get, target, fields)
        head = try client.head()
    }

    /// Milliseconds to wait before connecting again, as the stream has said.
    var retry: Int? { parser.retry }

    /// nil once the stream is over.
    func next() throws -> ReceivedEvent? {
        while pending.isEmpty {
            if isOver { return nil }
            switch try client.piece() {
            case .bytes(let bytes): pending = parser.parse(bytes)[...]
            case .end, .cut: isOver = true
            }
        }
        return pending.removeFirst()
    }

    /// The next event of that type; those before it are dropped.
    func first(_ type: String) throws -> ReceivedEvent {
        while let event = try next() {
            if event.type == type { return event }
        }
        throw TimedOut(what: "an event '\(type)' before the stream was over")
    }

    func rest() throws -> [ReceivedEvent] {
        var events: [ReceivedEvent] = []
        while let event = try next() { events.append(event) }
        return events
    }
}
