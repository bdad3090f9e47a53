/// An artifact as a response: whatever a job wrote, a browser must not take it for a part of our page.
internal import HTTP
internal import Linux
internal import Results

struct ArtifactDownload {
    let file: ArtifactFile
    /// The last name of its path.
    let name: [UInt8]
    /// An attachment, whatever it is.
    let isForced: Bool

    var size: Int64 { Int64(file.status.size) }

    /// On every answer with something of a job's in it (streams-and-web.md section 4).
    static let sandbox: Fields = [
        "Content-Security-Policy": "sandbox; default-src 'none'",
        .xContentTypeOptions: "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
    ]

    /// What a browser may show by itself: it holds no script, or none that runs.
    private static let previews: Set<String> = [
        "text/plain", "text/csv", "text/markdown", "application/json", "application/yaml",
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif",
    ]

    func respond(to fields: Fields, now: Int64 = WallClock.milliseconds) -> Response {
        let type = MediaType(fileName: String(decoding: name, as: UTF8.self))
        let isPreview = Self.previews.contains(type.essence) && !isForced
        var own = Self.sandbox
        own.set(.contentType, type.description)
        own.set(.cacheControl, "private, no-cache")
        own.set(.contentDisposition, Self.disposition(name, inline: isPreview))
        let stored = Representation(
            size: size, tag: tag(now),
            modified: HTTPDate(secondsSince1970: file.status.modified / 1_000_000_000), fields: own)
        return stored.respond(to: Request(target: "/", fields: fields)) { [file] range in
            if range.isEmpty { return Response.Body.empty }
            return .file(
                FileBody(path: file.path, offset: range.lowerBound, count: Int64(range.count), keeper: file))
        }
    }

    /// Two writes within one tick of the clock look alike: until a while has passed the tag promises no more
    /// than that (RFC 9110 section 8.8.1).
    private func tag(_ now: Int64) -> EntityTag {
        let status = file.status
        let text = [status.inode, status.size, UInt64(bitPattern: status.modified)]
            .map { String($0, radix: 36) }.joined(separator: "-")
        return EntityTag(text, isWeak: now - status.modified / 1_000_000 < 1000)
    }

    /// RFC 6266: a name in ASCII for old clients, and the true one.
    static func disposition(_ name: [UInt8], inline: Bool) -> String {
        let word = inline ? "inline" : "attachment"
        let plain = name.map { byte -> UInt8 in
            let isPlain =
                (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            return isPlain && byte != UInt8(ascii: "%") && byte != UInt8(ascii: "/")
                ? byte : UInt8(ascii: "_")
        }
        let fallback = "\(word); filename=\"\(String(decoding: plain, as: UTF8.self))\""
        if plain == name { return fallback }
        // The extended form is UTF-8 only (RFC 8187 section 3.2.1).
        guard String(validating: name, as: UTF8.self) != nil else { return fallback }
        return fallback + "; filename*=UTF-8''\(PercentCoding.encode(path: name))"
    }

    /// A name for a folder that others will unpack: no more than what every file system takes.
    static func fileName(_ name: [UInt8]) -> String {
        String(
            String.UnicodeScalarView(
                String(decoding: name, as: UTF8.self).unicodeScalars.map {
                    $0.value < 0x20 || $0 == "/" || $0 == "\\" ? "_" : $0
                }))
    }
}
