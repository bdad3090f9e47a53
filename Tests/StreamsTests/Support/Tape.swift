/// What a client makes of a stream's bytes, and every place where they break the rules of section 3.7.
@testable import Streams
import HTTP
import JSON

struct Tape {
    private let rendering: Rendering
    private var events = EventStreamParser()
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

    init(_ rendering: Rendering) { self.rendering = rendering }

    init(_ rendering: Rendering, _ bytes: [UInt8]) {
        self.init(rendering)
        take(bytes[...])
    }

    mutating func take(_ bytes: ArraySlice<UInt8>) {
        switch rendering.carrier {
        case .eventStream: for event in events.parse(bytes) { take(event) }
        case .webSocket: takeMessages(bytes)
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

    private mutating func take(_ event: ReceivedEvent) {
        guard let value = try? JSONValue(parsing: Array(event.data.utf8)) else {
            return faults.append("no JSON: \(event.data)")
        }
        if rendering.format == .frames && value["e"]?.stringValue != event.type {
            faults.append("e is not \(event.type)")
        }
        let movesCursor = event.type == "log" || event.type == "line"
        // The end may say how far the log went, where a filter let no line say so.
        let isEndOfAll = event.type == "end" && value["to"]?.integerValue == Int64(event.lastID).map { $0 + 1 }
        if !movesCursor && !isEndOfAll && event.lastID != lastID { faults.append("an id on \(event.type)") }
        lastID = event.lastID
        take(value, as: event.type)
        if movesCursor, let next, lastID != "\(next - 1)" {
            faults.append("id \(lastID) before line \(next)")
        }
    }

    private mutating func take(_ value: JSONValue, as type: String) {
        if end != nil { faults.append("\(type) after the end") }
        if types.isEmpty && rendering.format == .frames && type != "hello" && type != "error" {
            faults.append("\(type) before hello")
        }
        types.append(type)
        switch type {
        case "hello":
            hello = value
            next = value["cursor"]?.stringValue.flatMap { Int64($0.dropFirst()) }
        case "log": takeFrame(value)
        case "line": takeLine(value)
        case "progress": takeProgress(value)
        case "lag": lag = value
        case "error": error = value
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

    private mutating func takeLine(_ line: JSONValue) {
        let number = line["n"]?.integerValue ?? -1
        if let next, rendering.levels.isAll ? number != next : number < next {
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
        if let at = value["at"]?.integerValue, let next, rendering.levels.isAll && at != next {
            faults.append("progress at \(at), next is \(next)")
        }
        progress = value["x"]?.stringValue ?? value["x"]?.arrayValue?.first?.stringValue
        if progress == "" { progress = nil }
    }

    private mutating func takeEnd(_ value: JSONValue) {
        let to = value["to"]?.integerValue ?? -1
        let isExact = rendering.levels.isAll || rendering.format == .frames
        if let next, isExact ? to != next : to < next { faults.append("end.to is \(to), next is \(next)") }
        end = value
    }
}
