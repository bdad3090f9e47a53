/// The head of a response as a client sees it.
package struct ResponseHead: Sendable, Equatable {
    package let status: Status
    package let version: Version
    package let fields: Fields

    /// - Parameter bytes: from the first byte of the status line to the end of the blank line.
    init(_ bytes: Span<UInt8>) throws(ParseError) {
        guard bytes.count >= 16 else { throw .statusLine }
        for (index, byte) in "HTTP/1.".utf8.enumerated() where bytes[index] != byte { throw .statusLine }
        guard (0x30...0x39).contains(bytes[7]), bytes[8] == 0x20 else { throw .statusLine }
        var code = 0
        for index in 9...11 {
            guard (0x30...0x39).contains(bytes[index]) else { throw .statusLine }
            code = code * 10 + Int(bytes[index] - 0x30)
        }
        guard (100...599).contains(code), bytes[12] == 0x20 || bytes[12] == 0x0D else { throw .statusLine }
        var position = 12
        while FieldLines.isText(bytes[position]) { position += 1 }
        guard bytes[position] == 0x0D, bytes[position + 1] == 0x0A else { throw .statusLine }
        let block = unsafe bytes.extracting(position + 2..<bytes.count - 2)
            .withUnsafeBufferPointer { unsafe Array($0) }
        status = Status(code)
        version = bytes[7] == 0x30 ? .http10 : .http11
        fields = try FieldLines.parse(block, count: 12)
    }
}
