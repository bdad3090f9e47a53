/// A set of characters, as ranges of Unicode scalars in order: what `[a-z]` or `\d` stands for.

struct ScalarSet: Equatable {
    /// Ascending, apart from one another.
    private(set) var ranges: [ClosedRange<UInt32>]

    private static let last: UInt32 = 0x10FFFF

    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let before = merged.last, range.lowerBound <= before.upperBound &+ 1 {
                merged[merged.count - 1] = before.lowerBound...max(before.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    init(_ scalar: Unicode.Scalar) {
        ranges = [scalar.value...scalar.value]
    }

    static let any = ScalarSet([0...last])
    static let digits = ScalarSet([0x30...0x39])
    static let spaces = ScalarSet([0x09...0x0D, 0x20...0x20])
    /// Everything above ASCII counts as a letter, as it does for `\b`.
    static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0x80...last])

    func union(_ other: ScalarSet) -> ScalarSet {
        ScalarSet(ranges + other.ranges)
    }

    var inverted: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.last { gaps.append(next...Self.last) }
        return ScalarSet(gaps)
    }

    /// With the other case of each letter: of ASCII in ranges, of any script where a letter stands alone.
    var withBothCases: ScalarSet {
        var more = ranges
        for range in ranges {
            if range.lowerBound == range.upperBound, let scalar = Unicode.Scalar(range.lowerBound) {
                let properties = scalar.properties
                for text in [properties.lowercaseMapping, properties.uppercaseMapping] {
                    guard text.unicodeScalars.count == 1, let other = text.unicodeScalars.first else {
                        continue
                    }
                    more.append(other.value...other.value)
                }
            }
            for (letters, shift) in [
                (0x41...0x5A as ClosedRange<UInt32>, 0x20 as Int64), (0x61...0x7A, -0x20)
            ] {
                let low = max(range.lowerBound, letters.lowerBound)
                let high = min(range.upperBound, letters.upperBound)
                if low <= high { more.append(UInt32(Int64(low) + shift)...UInt32(Int64(high) + shift)) }
            }
        }
        return ScalarSet(more)
    }
}
