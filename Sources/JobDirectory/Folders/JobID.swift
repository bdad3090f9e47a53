/// The name of a job: a ULID in lower case, sortable by the moment at which it was made.

/// 26 characters of Crockford's base 32: 48 bits of milliseconds since 1970, then 80 random bits. Safe as a
/// file name.
package struct JobID: Hashable, Sendable {
    package let text: String

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// nil unless `text` is such a name: nothing else ever becomes part of a path.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 26, let first = bytes.first, first <= UInt8(ascii: "7"),
            bytes.allSatisfy({ Self.alphabet.contains($0) })
        else { return nil }
        self.text = text
    }

    /// A new name for the moment `milliseconds` after 1970 (WallClock).
    package init(at milliseconds: Int64) {
        var generator = SystemRandomNumberGenerator()
        var value = UInt128(UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF) << 80
        value |= UInt128(generator.next() as UInt64) << 16
        value |= UInt128(generator.next() as UInt64) & 0xFFFF
        var bytes: [UInt8] = []
        for shift in stride(from: 125, through: 0, by: -5) {
            bytes.append(Self.alphabet[Int(truncatingIfNeeded: value >> UInt128(shift)) & 31])
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// The moment at which the name was made, in milliseconds since 1970.
    package var milliseconds: Int64 {
        text.utf8.prefix(10).reduce(0) { value, byte in
            value << 5 | Int64(Self.alphabet.firstIndex(of: byte) ?? 0)
        }
    }

    /// `yyyy-mm` of that moment in UTC: the folder of a finished job follows from its name alone.
    package var month: String {
        // Days to a date in the proleptic Gregorian calendar, counted from 1 March of the year 0.
        let days = milliseconds / 86_400_000 + 719_468
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + days / 146_097 * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(month < 10 ? "0" : "")\(month)"
    }
}

extension JobID: Comparable, CustomStringConvertible {
    package static func < (a: JobID, b: JobID) -> Bool { a.text < b.text }

    package var description: String { text }
}
