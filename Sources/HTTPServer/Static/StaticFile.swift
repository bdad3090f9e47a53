/// One file of the bundle with its precompressed twins, ready to be sent.
internal import HTTP
internal import Linux

struct StaticFile: Sendable {
    /// By coding; identity always is there.
    private(set) var variants: [AcceptEncoding.Coding: Variant]
    private let type: MediaType
    private let policy: CachePolicy

    /// The bytes of one coding.
    struct Variant: Sendable {
        let path: String
        let size: Int64
        let tag: EntityTag
        let modified: HTTPDate
        /// nil when the file is too large to be kept in memory.
        let bytes: [UInt8]?
    }

    /// - Parameter urlPath: where the file is found, such as `/_app/immutable/entry.js`.
    init(_ identity: Variant, urlPath: String) {
        variants = [.identity: identity]
        type = MediaType(fileName: urlPath)
        policy = CachePolicy(urlPath: urlPath)
    }

    mutating func add(_ variant: Variant, _ coding: AcceptEncoding.Coding) {
        variants[coding] = variant
    }

    func respond(to request: Request) -> Response {
        let accepted = request.fields[.acceptEncoding]
        let coding = AcceptEncoding.choose(accepted, among: Array(variants.keys))
        guard let variant = variants[coding] else {
            preconditionFailure("only a coding that is there is chosen")
        }
        var representation = Representation(size: variant.size, tag: variant.tag, modified: variant.modified)
        representation.fields = fields(coding)
        return representation.respond(to: request) { range in
            guard let bytes = variant.bytes else {
                return .file(
                    FileBody(path: variant.path, offset: range.lowerBound, count: Int64(range.count)))
            }
            if range.count == bytes.count { return .bytes(bytes) }
            return .bytes(Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
        }
    }

    private func fields(_ coding: AcceptEncoding.Coding) -> Fields {
        var fields: Fields = [
            .contentType: type.description,
            .cacheControl: policy.rawValue,
            .xContentTypeOptions: "nosniff"
        ]
        if coding != .identity { fields.set(.contentEncoding, coding.rawValue) }
        if variants.count > 1 { fields.set(.vary, "Accept-Encoding") }
        if type.essence == MediaType.html.essence {
            for (name, value) in StaticFile.htmlFields { fields.set(name, value) }
        }
        return fields
    }

    /// What a page may do; scripts and styles are bounded by the policy in the page itself.
    private static let htmlFields: [(FieldName, String)] = [
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Referrer-Policy", "no-referrer"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
        ("Cross-Origin-Opener-Policy", "same-origin")
    ]
}
