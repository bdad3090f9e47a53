/// An OpenAPI path template such as `/api/v1/jobs/{job_id}/stop`, and what it captures.
package struct PathTemplate: Sendable, CustomStringConvertible {
    package let text: String
    let segments: [Segment]
    private let names: [String]

    enum Segment: Sendable, Equatable {
        case literal(String)
        case capture
    }

    /// - Precondition: begins with `/`; a parameter fills its whole segment. Templates come from
    ///   openapi.yaml, not
    ///   from peers.
    package init(_ text: String) {
        precondition(text.hasPrefix("/"), "a path template begins with /")
        self.text = text
        var segments: [Segment] = []
        var names: [String] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            if part.hasPrefix("{") && part.hasSuffix("}") {
                names.append(String(part.dropFirst().dropLast()))
                segments.append(.capture)
            } else {
                precondition(!part.contains("{"), "a parameter fills its whole segment: \(text)")
                segments.append(.literal(String(part)))
            }
        }
        self.segments = segments
        self.names = names
    }

    package var description: String { text }

    /// nil when the path is another one, a captured segment is empty, or its percent-encoding is broken.
    /// - Parameter path: percent-encoded, as in `Request.path`.
    package func match(_ path: String) -> PathCaptures? {
        match(segments: PathTemplate.split(path))
    }

    static func split(_ path: String) -> [Substring] {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }

    func match(segments parts: [Substring]) -> PathCaptures? {
        guard parts.count == segments.count else { return nil }
        var values: [String] = []
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .literal(let literal):
                guard part == literal || PercentCoding.decode(part) == literal else { return nil }
            case .capture:
                guard !part.isEmpty, let value = PercentCoding.decode(part) else { return nil }
                values.append(value)
            }
        }
        return PathCaptures(names: names, values: values)
    }

    /// More literal segments further left win: `/jobs/search` before `/jobs/{job_id}`.
    func isMoreSpecific(than other: PathTemplate) -> Bool {
        let captures = segments.map { $0 == .capture ? 1 : 0 }
        return captures.lexicographicallyPrecedes(other.segments.map { $0 == .capture ? 1 : 0 })
    }
}
