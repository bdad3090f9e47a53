/// Bytes of a `text/event-stream` to events, resumable at any byte (WHATWG HTML section 9.2.6).
package struct EventStreamParser: Sendable {
    /// To be sent as `Last-Event-ID` when connecting again.
    package private(set) var lastID = ""
    /// Milliseconds to wait before connecting again; nil when the stream has not said.
    package private(set) var retry: Int?

    private var line: [UInt8] = []
    private var isFirstLine = true
    private var afterCR = false
    private var type = ""
    private var data: [UInt8] = []
    private var pendingID: String?

    package init() {}

    /// The events that `bytes` complete. What stays incomplete when the stream ends is to be dropped.
    package mutating func parse(_ bytes: some Sequence<UInt8>) -> [ReceivedEvent] {
        var events: [ReceivedEvent] = []
        for byte in bytes {
            let endsCRLF = afterCR && byte == 0x0A
            afterCR = byte == 0x0D
            if endsCRLF { continue }
            if byte == 0x0A || byte == 0x0D {
                if let event = endLine() { events.append(event) }
            } else {
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> ReceivedEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value.removeFirst() }
        field(String(decoding: line[..<colon], as: UTF8.self), value)
        return nil
    }

    private mutating func field(_ name: String, _ value: ArraySlice<UInt8>) {
        switch name {
        case "event":
            type = String(decoding: value, as: UTF8.self)
        case "data":
            data.append(contentsOf: value)
            data.append(0x0A)
        case "id" where !value.contains(0):
            pendingID = String(decoding: value, as: UTF8.self)
        case "retry" where !value.isEmpty && value.allSatisfy { (0x30...0x39).contains($0) }:
            // A number too large for Int is no waiting time: it is left out.
            if let milliseconds = Int(String(decoding: value, as: UTF8.self)) { retry = milliseconds }
        default:
            break
        }
    }

    private mutating func dispatch() -> ReceivedEvent? {
        if let pendingID { lastID = pendingID }
        defer {
            type = ""
            data.removeAll(keepingCapacity: true)
        }
        guard !data.isEmpty else { return nil }
        let text = String(decoding: data.dropLast(), as: UTF8.self)
        return ReceivedEvent(type: type.isEmpty ? "message" : type, data: text, lastID: lastID)
    }
}
