/// Something stored that answers GET and HEAD with validators, 304, 412, 206 and 416 (RFC 9110 sections 13,
/// 14).
package struct Representation: Sendable {
    /// Bytes.
    package var size: Int64
    package var tag: EntityTag?
    package var modified: HTTPDate?
    /// Sent with 200, 206 and 304: Content-Type, Cache-Control, Vary and the like.
    package var fields: Fields

    package init(size: Int64, tag: EntityTag? = nil, modified: HTTPDate? = nil, fields: Fields = Fields()) {
        self.size = size
        self.tag = tag
        self.modified = modified
        self.fields = fields
    }

    /// - Parameter body: makes the body of a stretch, given in bytes; called only when one is sent.
    package func respond(to request: Request, body: (Range<Int64>) -> Response.Body) -> Response {
        var fields = fields
        if let tag { fields.set(.eTag, tag.description) }
        if let modified { fields.set(.lastModified, modified.description) }
        switch Conditional.evaluate(request, tag: tag, modified: modified) {
        case .notModified:
            fields.remove(.contentType)
            return Response(status: .notModified, fields: fields)
        case .preconditionFailed:
            return Response(status: .preconditionFailed)
        case .proceed:
            fields.set(.acceptRanges, "bytes")
        }
        // Range is defined for GET only (section 14.2).
        let asks = request.method == .get && Conditional.honorsRange(request, tag: tag, modified: modified)
        switch ByteRange(asks ? request.fields[.range] : nil, size: size) {
        case .whole:
            return Response(status: .ok, fields: fields, body: body(0..<size))
        case .part(let range):
            fields.set(.contentRange, "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
            return Response(status: .partialContent, fields: fields, body: body(range))
        case .parts(let ranges):
            return multipart(ranges, fields, body)
        case .unsatisfiable:
            return Response(status: .rangeNotSatisfiable, fields: [.contentRange: "bytes */\(size)"])
        }
    }

    /// Several stretches in one answer, each under its own place (RFC 9110 section 14.6).
    private func multipart(
        _ ranges: [Range<Int64>], _ fields: Fields, _ body: (Range<Int64>) -> Response.Body
    ) -> Response {
        var fields = fields
        let boundary = Representation.boundary()
        var parts: [Response.Body] = []
        for range in ranges {
            var text = "\r\n--\(boundary)\r\n"
            if let type = fields[.contentType] { text += "Content-Type: \(type)\r\n" }
            text += "Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)\r\n\r\n"
            parts += [.bytes(Array(text.utf8)), body(range)]
        }
        parts.append(.bytes(Array("\r\n--\(boundary)--\r\n".utf8)))
        fields.set(.contentType, "multipart/byteranges; boundary=\(boundary)")
        return Response(status: .partialContent, fields: fields, body: .parts(parts))
    }

    /// 128 random bits: what nobody can guess, nobody has put into a file.
    private static func boundary() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(generator.next() as UInt64, radix: 36) + String(generator.next() as UInt64, radix: 36)
    }
}
