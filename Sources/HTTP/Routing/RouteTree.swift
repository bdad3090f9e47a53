/// Path templates as a tree of segments: one walk down the bytes of a path finds the template that fits.
struct RouteTree: Sendable {
    private var nodes = [Node()]

    private struct Node: Sendable {
        var literals: [(bytes: [UInt8], node: Int)] = []
        /// Where any other segment leads.
        var capture: Int?
        /// Of the template that ends here.
        var path: Int?
    }

    /// - Parameter path: what `find` returns where this template fits.
    mutating func add(_ template: PathTemplate, _ path: Int) {
        var node = 0
        for segment in template.segments {
            switch segment {
            case .literal(let text): node = child(of: node, Array(text.utf8))
            case .capture: node = child(of: node)
            }
        }
        nodes[node].path = path
    }

    private mutating func child(of node: Int, _ literal: [UInt8]) -> Int {
        if let known = nodes[node].literals.first(where: { $0.bytes == literal }) { return known.node }
        nodes.append(Node())
        nodes[node].literals.append((literal, nodes.count - 1))
        return nodes.count - 1
    }

    private mutating func child(of node: Int) -> Int {
        if let known = nodes[node].capture { return known }
        nodes.append(Node())
        nodes[node].capture = nodes.count - 1
        return nodes.count - 1
    }

    /// nil where no template fits: also where a captured segment is empty or its percent-encoding is broken.
    /// A literal wins over a parameter, further left first: `/jobs/search` before `/jobs/{job_id}`.
    /// - Parameter range: the path in `bytes`, with its leading `/`.
    func find(
        _ bytes: [UInt8], _ range: Range<Int>, _ places: inout PathCaptures.Places
    ) -> Int? {
        guard !range.isEmpty, bytes[range.lowerBound] == 0x2F else { return nil }
        return walk(0, bytes, range.lowerBound + 1..<range.upperBound, &places)
    }

    /// - Parameter rest: begins with a segment, which may be empty.
    private func walk(
        _ node: Int, _ bytes: [UInt8], _ rest: Range<Int>, _ places: inout PathCaptures.Places
    ) -> Int? {
        var end = rest.lowerBound
        var isEncoded = false
        while end < rest.upperBound, bytes[end] != 0x2F {
            isEncoded = isEncoded || bytes[end] == 0x25
            end += 1
        }
        let segment = rest.lowerBound..<end
        let decoded = isEncoded ? RouteTree.decode(bytes, segment) : nil
        if let next = literal(of: node, bytes, segment, decoded),
            let found = follow(next, bytes, end, rest, &places)
        {
            return found
        }
        guard let next = nodes[node].capture, !segment.isEmpty, !isEncoded || decoded != nil else {
            return nil
        }
        places.append(segment)
        if let found = follow(next, bytes, end, rest, &places) { return found }
        places.removeLast()
        return nil
    }

    private func literal(of node: Int, _ bytes: [UInt8], _ segment: Range<Int>, _ decoded: [UInt8]?) -> Int? {
        for (literal, next) in nodes[node].literals {
            if let decoded {
                if literal == decoded { return next }
            } else if literal.count == segment.count, RouteTree.isEqual(literal, bytes, segment.lowerBound) {
                return next
            }
        }
        return nil
    }

    private func follow(
        _ node: Int, _ bytes: [UInt8], _ end: Int, _ rest: Range<Int>, _ places: inout PathCaptures.Places
    ) -> Int? {
        if end == rest.upperBound { return nodes[node].path }
        return walk(node, bytes, end + 1..<rest.upperBound, &places)
    }

    private static func isEqual(_ literal: [UInt8], _ bytes: [UInt8], _ start: Int) -> Bool {
        for index in literal.indices where literal[index] != bytes[start + index] { return false }
        return true
    }

    private static func decode(_ bytes: [UInt8], _ segment: Range<Int>) -> [UInt8]? {
        let text = String(decoding: bytes[segment], as: UTF8.self)
        return PercentCoding.decode(Substring(text)).map { Array($0.utf8) }
    }
}
