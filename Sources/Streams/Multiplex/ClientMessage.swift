/// What a client says over a WebSocket: `sub`, `unsub`, `ack`, `pong` (streams-and-web.md section 3.7).
internal import JSON

enum ClientMessage: Equatable {
    case subscribe([Topic], cursor: String?, tail: Int64?, LineFilter)
    case unsubscribe([Topic])
    /// The client has taken the log in up to, not including, line `to`.
    case acknowledge(job: String, to: Int64)
    case pong

    enum Flaw: Error, Equatable {
        case message(String)
        case topic(String)
    }

    init(_ text: String) throws(Flaw) {
        guard let value = try? JSONValue(parsing: Array(text.utf8)), value.objectValue != nil else {
            throw .message("a message must be a JSON object")
        }
        switch value["op"]?.stringValue {
        case "sub":
            self = .subscribe(
                try Self.topics(value), cursor: value["cursor"]?.stringValue, tail: try Self.tail(value),
                try Self.filter(value))
        case "unsub": self = .unsubscribe(try Self.topics(value))
        case "ack":
            guard let job = value["j"]?.stringValue, let to = value["to"]?.integerValue else {
                throw .message(
                    "an `ack` needs `j`, the job, and `to`, the number of the line that is wanted next")
            }
            self = .acknowledge(job: job, to: to)
        case "pong": self = .pong
        case let op?: throw .message("`op` must be sub, unsub, ack or pong, is '\(op)'")
        case nil: throw .message("`op` is missing: sub, unsub, ack or pong")
        }
    }

    private static func topics(_ value: JSONValue) throws(Flaw) -> [Topic] {
        guard let names = value["topics"]?.arrayValue, !names.isEmpty else {
            throw .message("`topics` must be an array of names")
        }
        var topics: [Topic] = []
        for name in names {
            guard let text = name.stringValue, let topic = Topic(text) else {
                throw .topic("'\(name.stringValue ?? "?")' is no topic")
            }
            topics.append(topic)
        }
        return topics
    }

    private static func tail(_ value: JSONValue) throws(Flaw) -> Int64? {
        guard let tail = value["tail"] else { return nil }
        guard let count = tail.integerValue, (0...1_000_000).contains(count) else {
            throw .message("`tail` must be a number from 0 to 1000000")
        }
        return count
    }

    private static func filter(_ value: JSONValue) throws(Flaw) -> LineFilter {
        var filter = LineFilter.all
        if let letters = value["level"]?.stringValue {
            guard let levels = LevelFilter(letters: letters) else {
                throw .message("`level` must be letters of D I W E C -, is '\(letters)'")
            }
            filter.levels = levels
        }
        if let letters = value["stream"]?.stringValue {
            guard let streams = StreamFilter(letters: letters) else {
                throw .message("`stream` must be letters of m o e x, is '\(letters)'")
            }
            filter.streams = streams
        }
        return filter
    }
}
