/// The lines that a client puts together from a stream, and every place where they do not join.
import HTTP
import JSON

struct LogTape {
    /// The number of the line that must come next; each stream of one tape begins there.
    private(set) var next: Int64 = 1
    private(set) var lines: [String] = []
    /// Their numbers: 1, 2, 3 … without a filter.
    private(set) var numbers: [Int64] = []
    /// A letter a line, as in frames.
    private(set) var levels = ""
    /// Of the last event that moved the cursor; what a client sends as `Last-Event-ID`.
    private(set) var lastID = ""
    private(set) var end: JSONValue?
    private(set) var faults: [String] = []

    init() {}

    init(_ events: [ReceivedEvent]) {
        for event in events { take(event) }
    }

    mutating func take(_ event: ReceivedEvent) {
        guard let value = try? JSONValue(parsing: Array(event.data.utf8)) else {
            return faults.append("no JSON: \(event)")
        }
        switch event.type {
        case "log", "line": lastID = event.lastID
        // It may say how far the log went, where a filter let no line say so.
        case "end" where Int64(event.lastID).map({ $0 + 1 }) == value["to"]?.integerValue: break
        // An event that moves no cursor has no id: the client's stays as it was; a new connection has none.
        default: if !event.lastID.isEmpty && event.lastID != lastID { faults.append("an id on \(event)") }
        }
        take(value, as: event.type)
    }

    /// - Parameter type: of a frame its `e`.
    mutating func take(_ value: JSONValue, as type: String) {
        if end != nil { faults.append("\(type) after the end") }
        switch type {
        case "log": takeFrame(value)
        case "line": takeLine(value)
        case "end":
            end = value
            if value["to"]?.integerValue != next { faults.append("end.to is no \(next): \(value)") }
        default: break
        }
    }

    private mutating func takeFrame(_ frame: JSONValue) {
        let texts = frame["x"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let letters = frame["l"]?.stringValue ?? ""
        guard let from = frame["from"]?.integerValue, let to = frame["to"]?.integerValue, from == next,
            to > from
        else {
            return faults.append("\(next) was due: \(frame)")
        }
        let given = frame["n"]?.arrayValue?.compactMap(\.integerValue)
        let frameNumbers = given ?? Array(from..<to)
        let columns = [
            letters.utf8.count, frame["s"]?.stringValue?.utf8.count, frame["dt"]?.arrayValue?.count,
        ]
        if columns.contains(where: { $0 != texts.count }) || frameNumbers.count != texts.count {
            faults.append("columns of different lengths: \(frame)")
        }
        if !lastID.isEmpty && lastID != "\(to - 1)" {
            faults.append("id \(lastID) for lines up to \(to - 1)")
        }
        next = to
        numbers += frameNumbers
        lines += texts
        levels += letters
    }

    private mutating func takeLine(_ line: JSONValue) {
        guard let number = line["n"]?.integerValue, number == next else {
            return faults.append("\(next) was due: \(line)")
        }
        if lastID != "\(number)" { faults.append("id \(lastID) for line \(number)") }
        next = number + 1
        numbers.append(number)
        lines.append(line["x"]?.stringValue ?? "")
        levels += LogTape.letters[line["l"]?.stringValue ?? ""] ?? "?"
    }

    private static let letters = [
        "debug": "D", "info": "I", "warning": "W", "error": "E", "critical": "C", "unknown": "-",
    ]
}
