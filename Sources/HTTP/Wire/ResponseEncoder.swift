/// The head of a response and the framing of its body, to bytes (RFC 9112 sections 4, 6, 7.1).
package enum ResponseEncoder {
    package enum Framing: Sendable, Equatable {
        /// 1xx, 204, 304: the head is all.
        case none
        case length(Int64)
        case chunked
        /// The body ends with the connection.
        case untilClose
        /// 101: the connection speaks another protocol from here on.
        case upgrade
    }

    /// Appends status line, Date, the response's own fields, and those of framing and connection.
    package static func encode(
        status: Status, fields: Fields, framing: Framing, keepAlive: Bool, to version: Version, date: String,
        into output: inout [UInt8]
    ) {
        output.append(contentsOf: opening(status, date: date))
        encode(fields, framing, keepAlive: keepAlive, to: version, into: &output)
    }

    /// Status line and Date: what differs between two times that one answer is given.
    /// - Parameter date: in IMF-fixdate form; made once a second by the caller.
    package static func opening(_ status: Status, date: String) -> [UInt8] {
        Array("HTTP/1.1 \(status)\r\nDate: \(date)\r\n".utf8)
    }

    /// Appends all of the head that follows the Date.
    package static func encode(
        _ fields: Fields, _ framing: Framing, keepAlive: Bool, to version: Version, into output: inout [UInt8]
    ) {
        fields.encode(into: &output)
        append(framing, to: &output)
        if framing != .upgrade { append(keepAlive: keepAlive, version, to: &output) }
        output.append(0x0D)
        output.append(0x0A)
    }

    /// All that follows the date of an answer of bytes on a kept HTTP/1.1 connection.
    package static func remainder(fields: Fields, body: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        fields.encode(into: &output)
        append(.length(Int64(body.count)), to: &output)
        output.append(contentsOf: "\r\n".utf8)
        output.append(contentsOf: body)
        return output
    }

    /// What precedes a chunk's bytes; CR LF follows them. The last chunk is `lastChunk`.
    /// - Precondition: `count` > 0, since an empty chunk would end the body.
    package static func chunkHead(count: Int) -> [UInt8] {
        precondition(count > 0, "an empty chunk ends the body")
        return Array((String(count, radix: 16) + "\r\n").utf8)
    }

    package static let chunkEnd = Array("\r\n".utf8)
    package static let lastChunk = Array("0\r\n\r\n".utf8)
    package static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private static func append(_ framing: Framing, to output: inout [UInt8]) {
        switch framing {
        case .length(let count):
            output.append(contentsOf: "Content-Length: ".utf8)
            append(count, to: &output)
            output.append(contentsOf: "\r\n".utf8)
        case .chunked:
            output.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        case .none, .untilClose, .upgrade:
            break
        }
    }

    /// Each version's default goes without saying (RFC 9112 section 9.3).
    private static func append(keepAlive: Bool, _ version: Version, to output: inout [UInt8]) {
        if !keepAlive {
            output.append(contentsOf: "Connection: close\r\n".utf8)
        } else if version == .http10 {
            output.append(contentsOf: "Connection: keep-alive\r\n".utf8)
        }
    }

    private static func append(_ number: Int64, to output: inout [UInt8]) {
        if number >= 10 { append(number / 10, to: &output) }
        output.append(0x30 + UInt8(number % 10))
    }
}
