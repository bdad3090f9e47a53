/// Ranges of scalars to ranges of bytes, one range a byte: a set of characters as UTF-8 spells it.

enum UTF8Ranges {
    /// Each is one to four ranges of bytes; together they spell exactly the scalars of `set`.
    static func sequences(_ set: ScalarSet) -> [[ClosedRange<UInt8>]] {
        var found: [[ClosedRange<UInt8>]] = []
        for range in set.ranges {
            for part in parts where part.overlaps(range) {
                split(
                    max(part.lowerBound, range.lowerBound), min(part.upperBound, range.upperBound),
                    into: &found)
            }
        }
        return found
    }

    /// By number of bytes; surrogates have none (RFC 3629 section 3).
    private static let parts: [ClosedRange<UInt32>] = [
        0...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF
    ]

    /// Cuts where a byte does not run through all of its values while one before it changes.
    private static func split(_ low: UInt32, _ high: UInt32, into found: inout [[ClosedRange<UInt8>]]) {
        let first = encode(low)
        for byte in 1..<max(first.count, 2) where first.count > 1 {
            let mask = (UInt32(1) << (6 * UInt32(byte))) - 1
            guard low & ~mask != high & ~mask else { continue }
            if low & mask != 0 {
                split(low, low | mask, into: &found)
                return split((low | mask) + 1, high, into: &found)
            }
            if high & mask != mask {
                split(low, (high & ~mask) - 1, into: &found)
                return split(high & ~mask, high, into: &found)
            }
        }
        found.append(zip(first, encode(high)).map { $0...$1 })
    }

    private static func encode(_ value: UInt32) -> [UInt8] {
        guard let scalar = Unicode.Scalar(value) else {
            preconditionFailure("\(value) lies in none of the parts")
        }
        return Array(String(scalar).utf8)
    }
}
