/// An OpenAPI path template such as `/api/v1/jobs/{job_id}/stop`.
package struct PathTemplate: Sendable, CustomStringConvertible {
    package let text: String
    let segments: [Segment]
    /// Of the parameters, in their order.
    let names: [String]

    enum Segment: Sendable, Equatable {
        case literal(String)
        case capture
    }

    /// - Precondition: begins with `/`; a parameter fills its whole segment; at most four of them. Templates
    ///   come from openapi.yaml, not from peers.
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
        precondition(names.count <= PathCaptures.Places.limit, "too many parameters: \(text)")
        self.segments = segments
        self.names = names
    }

    package var description: String { text }
}
