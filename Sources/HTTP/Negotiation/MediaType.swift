/// A media type such as `text/html; charset=utf-8` (RFC 9110 section 8.3.1), and those of file names.
package struct MediaType: Hashable, Sendable, CustomStringConvertible {
    /// `type/subtype`, lower case, without parameters.
    package let essence: String
    /// `name=value` parameters as written, without the leading `;`; empty when there are none.
    package let parameters: String

    /// nil when `text` has no `type/subtype` of tokens.
    package init?(_ text: String) {
        let halves = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        let essence = Fields.trimmed(halves[0]).lowercased()
        let names = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Token.contains) }) else {
            return nil
        }
        self.essence = essence
        parameters = halves.count == 2 ? String(Fields.trimmed(halves[1])) : ""
    }

    private init(essence: String, parameters: String = "") {
        self.essence = essence
        self.parameters = parameters
    }

    package static let json = MediaType(essence: "application/json")
    package static let problem = MediaType(essence: "application/problem+json")
    package static let html = MediaType(essence: "text/html", parameters: "charset=utf-8")
    package static let plain = MediaType(essence: "text/plain", parameters: "charset=utf-8")
    package static let eventStream = MediaType(essence: "text/event-stream")
    package static let octets = MediaType(essence: "application/octet-stream")

    package var description: String {
        parameters.isEmpty ? essence : "\(essence); \(parameters)"
    }

    /// True when an `Accept` value names this type, its `type/*` or, unless `exactly`, `*/*`, with a weight
    /// above 0.
    package func isAccepted(by accept: String, exactly: Bool = false) -> Bool {
        let major = essence.prefix { $0 != "/" } + "/*"
        return accept.split(separator: ",").contains { element in
            let parts = element.split(separator: ";").map(Fields.trimmed)
            guard let range = parts.first?.lowercased() else { return false }
            guard range == essence || range == major || (!exactly && range == "*/*") else { return false }
            return !parts.dropFirst().contains { Weight($0)?.isZero ?? false }
        }
    }

    /// By the name's extension; `octets` when it is not known.
    package init(fileName: String) {
        guard let dot = fileName.lastIndex(of: ".") else {
            self = .octets
            return
        }
        self = MediaType.byExtension[fileName[fileName.index(after: dot)...].lowercased()] ?? .octets
    }

    private static func text(_ subtype: String) -> MediaType {
        MediaType(essence: "text/" + subtype, parameters: "charset=utf-8")
    }

    private static let byExtension: [String: MediaType] = [
        "html": .html, "htm": .html, "css": text("css"), "js": text("javascript"), "mjs": text("javascript"),
        "json": .json, "map": .json, "webmanifest": MediaType(essence: "application/manifest+json"),
        "txt": .plain, "log": .plain, "md": text("markdown"), "csv": text("csv"), "xml": text("xml"),
        "yaml": MediaType(essence: "application/yaml"), "yml": MediaType(essence: "application/yaml"),
        "svg": MediaType(essence: "image/svg+xml"), "png": MediaType(essence: "image/png"),
        "jpg": MediaType(essence: "image/jpeg"), "jpeg": MediaType(essence: "image/jpeg"),
        "gif": MediaType(essence: "image/gif"), "webp": MediaType(essence: "image/webp"),
        "avif": MediaType(essence: "image/avif"), "ico": MediaType(essence: "image/x-icon"),
        "woff": MediaType(essence: "font/woff"), "woff2": MediaType(essence: "font/woff2"),
        "ttf": MediaType(essence: "font/ttf"), "otf": MediaType(essence: "font/otf"),
        "wasm": MediaType(essence: "application/wasm"), "pdf": MediaType(essence: "application/pdf"),
        "mp4": MediaType(essence: "video/mp4"), "webm": MediaType(essence: "video/webm"),
        "ogv": MediaType(essence: "video/ogg"), "mov": MediaType(essence: "video/quicktime"),
        "mp3": MediaType(essence: "audio/mpeg"), "wav": MediaType(essence: "audio/wav"),
        "ogg": MediaType(essence: "audio/ogg"), "oga": MediaType(essence: "audio/ogg"),
        "m4a": MediaType(essence: "audio/mp4"), "flac": MediaType(essence: "audio/flac"),
        "weba": MediaType(essence: "audio/webm"), "vtt": text("vtt"),
        "bmp": MediaType(essence: "image/bmp"), "tif": MediaType(essence: "image/tiff"),
        "tiff": MediaType(essence: "image/tiff"), "apng": MediaType(essence: "image/apng"),
        "jxl": MediaType(essence: "image/jxl"), "zip": MediaType(essence: "application/zip"),
        "gz": MediaType(essence: "application/gzip"), "tar": MediaType(essence: "application/x-tar"),
        "jsonl": MediaType(essence: "application/x-ndjson"),
        "ndjson": MediaType(essence: "application/x-ndjson"),
        "rss": MediaType(essence: "application/rss+xml"), "atom": MediaType(essence: "application/atom+xml"),
        "xhtml": MediaType(essence: "application/xhtml+xml"), "tsv": text("tab-separated-values"),
        "eot": MediaType(essence: "application/vnd.ms-fontobject"),
        "glb": MediaType(essence: "model/gltf-binary")
    ]
}
