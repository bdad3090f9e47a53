/// A frame to a Server-Sent Event (WHATWG HTML section 9.2).

enum ServerEvent {
    /// JSON holds no line break, so one `data:` line is enough (section 9.2.5).
    static func append(_ frame: [UInt8], _ event: StaticString, id: Int64?, to bytes: inout [UInt8]) {
        if let id {
            bytes.append(contentsOf: "id: ".utf8)
            bytes.append(contentsOf: String(id).utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes.append(contentsOf: "event: ".utf8)
        bytes.append(contentsOf: UnsafeBufferPointer(start: event.utf8Start, count: event.utf8CodeUnitCount))
        bytes.append(contentsOf: "\ndata: ".utf8)
        bytes.append(contentsOf: frame)
        bytes.append(contentsOf: "\n\n".utf8)
    }
}
