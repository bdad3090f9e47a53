/// The target of a request as bytes of its head: text is made only of what somebody asks for.
struct RequestTarget: Sendable {
    /// The head, or what stands for it.
    let bytes: [UInt8]
    private let whole: Range<UInt32>
    /// Path, `?` and query.
    private let origin: Range<UInt32>
    /// Where the path ends: at the `?`, or with the origin.
    private let pathEnd: UInt32

    /// - Parameters:
    ///   - whole: where the target stands in `bytes`.
    ///   - origin: where its path and query do; the whole of it in origin-form.
    init(_ bytes: [UInt8], whole: Range<Int>, origin: Range<Int>) {
        self.bytes = bytes
        self.whole = UInt32(whole.lowerBound)..<UInt32(whole.upperBound)
        self.origin = UInt32(origin.lowerBound)..<UInt32(origin.upperBound)
        pathEnd = UInt32(bytes[origin].firstIndex(of: 0x3F) ?? origin.upperBound)
    }

    init(origin text: String) {
        let bytes = Array(text.utf8)
        self.init(bytes, whole: 0..<bytes.count, origin: 0..<bytes.count)
    }

    var target: String { text(whole) }

    var path: String { text(origin.lowerBound..<pathEnd) }

    var query: String? { pathEnd < origin.upperBound ? text(pathEnd + 1..<origin.upperBound) : nil }

    var pathRange: Range<Int> { Int(origin.lowerBound)..<Int(pathEnd) }

    private func text(_ range: Range<UInt32>) -> String {
        String(decoding: bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    }
}
