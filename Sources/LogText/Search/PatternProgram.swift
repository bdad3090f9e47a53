/// A regular expression as an automaton over bytes (Thompson, 1968): what is true of one place in a line.

package struct PatternProgram: Sendable {
    struct ByteSet: Sendable {
        fileprivate var bits: SIMD4<UInt64> = .zero

        init(_ range: ClosedRange<UInt8>) {
            for byte in range { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
        }

        func contains(_ byte: UInt8) -> Bool {
            bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0
        }

        mutating func formUnion(_ other: ByteSet) { bits |= other.bits }
    }

    enum Step: Sendable {
        case bytes(ByteSet, next: Int32)
        case split(Int32, Int32)
        case assertion(PatternNode.Assertion, next: Int32)
        case match
    }

    private(set) var steps: [Step] = [.match]
    private(set) var start: Int32 = 0
    /// Whether what stands around a place matters.
    private(set) var hasAssertions = false

    private static let sizeLimit = 20_000

    /// - Throws: where `pattern` is none, or needs more than linear time.
    package init(_ pattern: String, ignoresCase: Bool) throws(PatternError) {
        let node = try PatternParser.parse(pattern, ignoresCase: ignoresCase)
        start = try add(node, then: 0)
    }

    /// Made from the end: each step knows what follows it.
    private mutating func add(_ node: PatternNode, then next: Int32) throws(PatternError) -> Int32 {
        if steps.count > Self.sizeLimit { throw PatternError(.tooLarge, at: 0) }
        switch node {
        case .empty: return next
        case .set(let set): return add(set, then: next)
        case .sequence(let parts):
            var next = next
            for part in parts.reversed() { next = try add(part, then: next) }
            return next
        case .choice(let branches):
            var first = try add(branches[branches.count - 1], then: next)
            for branch in branches.dropLast().reversed() {
                first = append(.split(try add(branch, then: next), first))
            }
            return first
        case .repeated(let node, let min, let max): return try add(node, min, max, then: next)
        case .assertion(let assertion):
            hasAssertions = true
            return append(.assertion(assertion, next: next))
        }
    }

    private mutating func add(
        _ node: PatternNode, _ min: Int, _ max: Int?, then next: Int32
    ) throws(PatternError) -> Int32 {
        var first = next
        if let max {
            for _ in min..<max { first = append(.split(try add(node, then: first), next)) }
        } else {
            let loop = append(.split(next, next))
            steps[Int(loop)] = .split(try add(node, then: loop), next)
            first = loop
        }
        for _ in 0..<min { first = try add(node, then: first) }
        return first
    }

    private mutating func add(_ set: ScalarSet, then next: Int32) -> Int32 {
        var single: ByteSet?
        var branches: [Int32] = []
        for sequence in UTF8Ranges.sequences(set) {
            if sequence.count == 1 {
                single.formUnion(ByteSet(sequence[0]))
                continue
            }
            var first = next
            for range in sequence.reversed() { first = append(.bytes(ByteSet(range), next: first)) }
            branches.append(first)
        }
        if let single { branches.append(append(.bytes(single, next: next))) }
        // An empty set, `[^\0-\u{10FFFF}]`, never matches.
        guard var first = branches.popLast() else {
            return append(.bytes(ByteSet(nothing: ()), next: next))
        }
        for branch in branches { first = append(.split(branch, first)) }
        return first
    }

    private mutating func append(_ step: Step) -> Int32 {
        steps.append(step)
        return Int32(steps.count - 1)
    }
}

extension PatternProgram.ByteSet {
    fileprivate init(nothing: Void) {
        self.init(0...0)
        self.bits = .zero
    }
}

extension PatternProgram.ByteSet? {
    fileprivate mutating func formUnion(_ other: PatternProgram.ByteSet) {
        if self == nil { self = other } else { self?.formUnion(other) }
    }
}
