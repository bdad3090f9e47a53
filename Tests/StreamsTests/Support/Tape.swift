/// What a client makes of a stream's bytes, and every place where they break the rules of section 3.7.
@testable import Streams
import HTTP
import JSON

struct Tape {
    private let rendering: Rendering
    private var parser = EventStreamParser()
    private var messages = FrameDecoder(isServer: false, limit: 1 << 24)
    /// The line that must come next; nil until the stream says where it begins.
    private(set) var next: Int64?
    private(set) var lines: [Line] = []
    private(set) var types: [String] = []
    private(set) var progress: String?
    private(set) var hello: JSONValue?
    private(set) var end: JSONValue?
    private(set) var lag: JSONValue?
    private(set) var error: JSONValue?
    private(set) var lastID = ""
    private(set) var faults: [String] = []
    /// Those with a number, of the topics that are about no log.
    private(set) var events: [JSONValue] = []
    /// Resets of topics.
    private(set) var resets: [JSONValue] = []
    private(set) var usage: JSONValue?
    /// Lines that were left out.
    private(set) var lags: [Range<Int64>] = []
    /// Numbers of the rows of metrics, in the order in which they came.
    private(set) var rows: [Int64] = []
    /// The row that must come next; nil where the stream says where it begins.
    private(set) var nextRow: Int64?
    /// The first line that is kept, as far as the client has heard.
    private(set) var kept: Int64 = 1
    /// Number of the latest event heard of.
    private(set) var seq: Int64?
    private(set) var isResumed = false

    init(_ rendering: Rendering) { self.rendering = rendering }

    /// The client connects anew: half an event is lost, what it knows is not. It may get no `hello`.
    mutating func reconnect() {
        parser = EventStreamParser()
        messages = FrameDecoder(isServer: false, limit: 1 << 24)
        types = []
        isResumed = true
        // It goes on from what it sends back, which a lag does not move.
        let place = StreamCursor(cursor)
        if let line = place?.line { next = line }
        // Without a place among them, the last rows come again.
        if place?.row == nil { rows = [] }
        nextRow = place?.row
    }

    /// What a client sends back to go on.
    var cursor: String {
        guard rendering.carrier == .webSocket else { return lastID }
        // Over a WebSocket it is the client that makes it.
        var cursor = StreamCursor()
        cursor.seq = seq
        cursor.line = next
        cursor.row = nextRow
        cursor.isFinal = end != nil
        cursor.boot = hello?["boot"]?.stringValue.map { String($0.suffix(8)) }
        return cursor.text
    }

    init(_ rendering: Rendering, _ bytes: [UInt8]) {
        self.init(rendering)
        take(bytes[...])
    }

    mutating func take(_ bytes: ArraySlice<UInt8>) {
        switch rendering.carrier {
        case .eventStream, .topicStream: for event in parser.parse(bytes) { take(event) }
        case .webSocket: takeMessages(bytes)
        case .longPoll: takeAnswer(bytes)
        }
    }

    private mutating func takeMessages(_ bytes: ArraySlice<UInt8>) {
        var offset = 0
        do {
            while let event = try messages.next(bytes.span, from: &offset) {
                guard case .text(let text) = event else {
                    faults.append("no text: \(event)")
                    continue
                }
                let value = try JSONValue(parsing: Array(text.utf8))
                take(value, as: value["e"]?.stringValue ?? "?")
            }
        } catch { faults.append("\(error)") }
    }

    /// One answer to a poll, whole.
    private mutating func takeAnswer(_ bytes: ArraySlice<UInt8>) {
        if bytes.isEmpty { return }
        guard let answer = try? JSONValue(parsing: Array(bytes)), let frames = answer["frames"]?.arrayValue
        else {
            return faults.append("no answer: \(String(decoding: bytes, as: UTF8.self))")
        }
        for frame in frames { take(frame, as: frame["e"]?.stringValue ?? "?") }
        lastID = answer["cursor"]?.stringValue ?? ""
    }

    private mutating func take(_ event: ReceivedEvent) {
        guard let value = try? JSONValue(parsing: Array(event.data.utf8)) else {
            return faults.append("no JSON: \(event.data)")
        }
        if rendering.format == .frames && value["e"]?.stringValue != event.type {
            faults.append("e is not \(event.type)")
        }
        if rendering.carrier == .topicStream {
            lastID = event.lastID
            take(value, as: event.type)
            // What a client sends back after this event brings it to the line behind it.
            if let next, event.type == "log", StreamCursor(lastID)?.line != next {
                faults.append("id \(lastID) before line \(next)")
            }
            return
        }
        let movesCursor = event.type == "log" || event.type == "line"
        // The end may say how far the log went, where a filter let no line say so.
        let isEndOfAll =
            event.type == "end" && value["to"]?.integerValue == Int64(event.lastID).map { $0 + 1 }
        if !movesCursor && !isEndOfAll && event.lastID != lastID { faults.append("an id on \(event.type)") }
        lastID = event.lastID
        take(value, as: event.type)
        if movesCursor, let next, lastID != "\(next - 1)" {
            faults.append("id \(lastID) before line \(next)")
        }
    }

    private mutating func take(_ value: JSONValue, as type: String) {
        let isOfLog = ["log", "line", "progress", "lag", "end"].contains(type)
        if end != nil && (isOfLog || rendering.carrier == .eventStream) {
            faults.append("\(type) after the end")
        }
        if types.isEmpty && !isResumed && rendering.format == .frames && type != "hello" && type != "error" {
            faults.append("\(type) before hello")
        }
        types.append(type)
        switch type {
        case "hello":
            hello = value
            // Lines before those that the log begins with are lost; whoever was cut behind this knows it.
            for log in value["log"]?.objectValue?.members.map(\.value) ?? [] {
                kept = max(kept, log["first"]?.integerValue ?? 1)
            }
            // One that is said again, with a log, says where that begins.
            let cursor = value["cursor"]?.stringValue.flatMap { StreamCursor($0) }
            if let line = cursor?.line { next = line }
            seq = cursor?.seq
        case "log": takeFrame(value)
        case "line": takeLine(value)
        case "progress": takeProgress(value)
        case "lag":
            lag = value
            lags.append((value["from"]?.integerValue ?? 0)..<(value["to"]?.integerValue ?? 0))
            if let next, value["to"]?.integerValue ?? 0 > next { self.next = value["to"]?.integerValue }
        case "metric": takeRows(value)
        case "job", "queue", "artifact", "notice":
            if let seq = value["seq"]?.integerValue {
                if seq <= self.seq ?? 0 { faults.append("event \(seq) after \(self.seq ?? 0)") }
                events.append(value)
                self.seq = seq
            }
        case "res": usage = value
        case "error": error = value
        case "reset" where value["topics"] != nil:
            resets.append(value)
            seq = value["seq"]?.integerValue
        case "reset" where value["why"] == "retention":
            let first = value["first"]?.integerValue ?? 1
            kept = max(kept, first)
            next = next.map { max($0, first) }
        case "reset":
            lines = []
            next = value["first"]?.integerValue
        case "end": takeEnd(value)
        case "ping", "bye": break
        default: faults.append("what is \(type)?")
        }
    }

    private mutating func takeFrame(_ frame: JSONValue) {
        let from = frame["from"]?.integerValue ?? -1
        let to = frame["to"]?.integerValue ?? -1
        if from != next || to <= from { faults.append("\(next ?? -1) was due, not \(from)..<\(to)") }
        let texts = frame["x"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let levels = (frame["l"]?.stringValue ?? "").map(String.init)
        let numbers = frame["n"]?.arrayValue?.compactMap(\.integerValue) ?? Array(from..<to)
        let widths = [
            levels.count, numbers.count, frame["s"]?.stringValue?.count, frame["dt"]?.arrayValue?.count,
        ]
        if widths.contains(where: { $0 != texts.count }) {
            faults.append("columns of \(widths), \(texts.count)")
        }
        for (number, (text, level)) in zip(numbers, zip(texts, levels)) {
            lines.append(Line(number: number, text: text, level: level))
        }
        next = to
    }

    private mutating func takeRows(_ frame: JSONValue) {
        let from = frame["from"]?.integerValue ?? -1
        let to = frame["to"]?.integerValue ?? -1
        if from != nextRow ?? from || to <= from {
            faults.append("row \(nextRow ?? -1) was due, not \(from)..<\(to)")
        }
        let widths = ["step", "t", "n"].map { frame[$0]?.arrayValue?.count }
        if widths.contains(where: { $0 != Int(to - from) }) {
            faults.append("columns of \(widths), \(from)..<\(to)")
        }
        rows += from..<max(from, to)
        nextRow = to
    }

    private mutating func takeLine(_ line: JSONValue) {
        let number = line["n"]?.integerValue ?? -1
        if let next, rendering.filter.isAll ? number != next : number < next {
            faults.append("\(next) was due, not \(number)")
        }
        let letters = [
            "debug": "D", "info": "I", "warning": "W", "error": "E", "critical": "C", "unknown": "-",
        ]
        lines.append(
            Line(
                number: number, text: line["x"]?.stringValue ?? "?",
                level: letters[line["l"]?.stringValue ?? "?"] ?? "?"))
        next = number + 1
    }

    private mutating func takeProgress(_ value: JSONValue) {
        if let at = value["at"]?.integerValue, let next, rendering.filter.isAll && at != next {
            faults.append("progress at \(at), next is \(next)")
        }
        progress = value["x"]?.stringValue ?? value["x"]?.arrayValue?.first?.stringValue
        if progress == "" { progress = nil }
    }

    private mutating func takeEnd(_ value: JSONValue) {
        let to = value["to"]?.integerValue ?? -1
        let isExact = rendering.filter.isAll || rendering.format == .frames
        if let next, isExact ? to != next : to < next { faults.append("end.to is \(to), next is \(next)") }
        end = value
    }
}
