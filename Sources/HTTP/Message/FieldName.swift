/// The name of a header field: compared without regard to case (RFC 9110 section 5.1), written as given.
package struct FieldName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let text: String
    /// Tells most unequal names apart before their bytes are looked at.
    let folded: UInt32

    package init(_ text: String) {
        self.text = text
        folded = FieldName.fold(text.utf8)
    }

    package init(stringLiteral value: StaticString) {
        self.init(value.description)
    }

    package static func == (left: FieldName, right: FieldName) -> Bool {
        left.folded == right.folded
            && left.text.utf8.elementsEqual(right.text.utf8) { lowercase($0) == lowercase($1) }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(folded)
    }

    package var description: String { text }

    /// A hash that is the same for all spellings of one name.
    static func fold(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(emptyFold, fold)
    }

    static let emptyFold: UInt32 = 2_166_136_261

    @inline(__always)
    static func fold(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
        (hash ^ UInt32(lowercase(byte))) &* 16_777_619
    }

    /// ASCII only: no other letter may stand in a name.
    @inline(__always)
    static func lowercase(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    package static let accept = FieldName("Accept")
    package static let acceptEncoding = FieldName("Accept-Encoding")
    package static let acceptRanges = FieldName("Accept-Ranges")
    package static let allow = FieldName("Allow")
    package static let authorization = FieldName("Authorization")
    package static let cacheControl = FieldName("Cache-Control")
    package static let connection = FieldName("Connection")
    package static let contentDisposition = FieldName("Content-Disposition")
    package static let contentEncoding = FieldName("Content-Encoding")
    package static let contentLength = FieldName("Content-Length")
    package static let contentRange = FieldName("Content-Range")
    package static let contentType = FieldName("Content-Type")
    package static let cookie = FieldName("Cookie")
    package static let date = FieldName("Date")
    package static let eTag = FieldName("ETag")
    package static let expect = FieldName("Expect")
    package static let host = FieldName("Host")
    package static let ifMatch = FieldName("If-Match")
    package static let ifModifiedSince = FieldName("If-Modified-Since")
    package static let ifNoneMatch = FieldName("If-None-Match")
    package static let ifRange = FieldName("If-Range")
    package static let ifUnmodifiedSince = FieldName("If-Unmodified-Since")
    package static let lastEventID = FieldName("Last-Event-ID")
    package static let lastModified = FieldName("Last-Modified")
    package static let location = FieldName("Location")
    package static let origin = FieldName("Origin")
    package static let range = FieldName("Range")
    package static let retryAfter = FieldName("Retry-After")
    package static let secFetchSite = FieldName("Sec-Fetch-Site")
    package static let secWebSocketAccept = FieldName("Sec-WebSocket-Accept")
    package static let secWebSocketKey = FieldName("Sec-WebSocket-Key")
    package static let secWebSocketProtocol = FieldName("Sec-WebSocket-Protocol")
    package static let secWebSocketVersion = FieldName("Sec-WebSocket-Version")
    package static let setCookie = FieldName("Set-Cookie")
    package static let transferEncoding = FieldName("Transfer-Encoding")
    package static let upgrade = FieldName("Upgrade")
    package static let vary = FieldName("Vary")
    package static let xContentTypeOptions = FieldName("X-Content-Type-Options")
}
