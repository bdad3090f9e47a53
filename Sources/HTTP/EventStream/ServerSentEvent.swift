/// An event as it is sent on a `text/event-stream` (WHATWG HTML section 9.2.5).
package struct ServerSentEvent: Sendable, Equatable {
    /// nil leaves the client's last event ID as it is.
    package var id: String?
    /// nil means `message`.
    package var event: String?
    /// UTF-8; each of its lines becomes a `data:` line.
    package var data: [UInt8]
    /// How long the client waits before it connects again, in milliseconds.
    package var retry: Int?

    package init(id: String? = nil, event: String? = nil, data: [UInt8], retry: Int? = nil) {
        self.id = id
        self.event = event
        self.data = data
        self.retry = retry
    }

    /// An event without data sets `id` and `retry` only: the client dispatches nothing.
    package func encode(into output: inout [UInt8]) {
        if let id { ServerSentEvent.append("id: ", id, to: &output) }
        if let event { ServerSentEvent.append("event: ", event, to: &output) }
        if let retry { ServerSentEvent.append("retry: ", String(retry), to: &output) }
        if !data.isEmpty { appendData(to: &output) }
        output.append(0x0A)
    }

    package func encoded() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(data.count + 64)
        encode(into: &output)
        return output
    }

    /// A comment line and a blank one: keeps a connection from looking dead, invisible to scripts.
    package static func comment(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        append(": ", text, to: &output)
        output.append(0x0A)
        return output
    }

    /// CR, LF and CR LF all end a line for the client, so all three must begin a new `data:` here.
    private func appendData(to output: inout [UInt8]) {
        output.append(contentsOf: "data: ".utf8)
        var previous: UInt8 = 0
        for byte in data {
            if byte == 0x0A && previous == 0x0D {
                // Its CR has begun the line already.
            } else if byte == 0x0A || byte == 0x0D {
                output.append(contentsOf: "\ndata: ".utf8)
            } else {
                output.append(byte)
            }
            previous = byte
        }
        output.append(0x0A)
    }

    /// Line breaks and NUL can't be said in an id or a name: they are left out.
    private static func append(_ field: StaticString, _ value: String, to output: inout [UInt8]) {
        output.append(contentsOf: field.description.utf8)
        output.append(contentsOf: value.utf8.lazy.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0 })
        output.append(0x0A)
    }
}
