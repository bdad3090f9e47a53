/// The name of a job: a ULID in lower case, sortable by the moment at which it was made.

/// 26 characters of Crockford's base 32: 48 bits of milliseconds since 1970, then 80 random bits. Safe as a
/// file name. Kept as the number that it spells: a hundred thousand of them are compared and hashed.
package struct JobID: Hashable, Sendable {
    private let value: UInt128

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    /// The value of each letter, 255 for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// nil unless `text` is such a name: nothing else ever becomes part of a path.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 26, let first = bytes.first, first <= UInt8(ascii: "7") else { return nil }
        var value: UInt128 = 0
        for byte in bytes {
            let digit = Self.values[Int(byte)]
            if digit == 255 { return nil }
            value = value << 5 | UInt128(digit)
        }
        self.value = value
    }

    /// A new name for the moment `milliseconds` after 1970 (WallClock).
    package init(at milliseconds: Int64) {
        var generator = SystemRandomNumberGenerator()
        var value = UInt128(UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF) << 80
        value |= UInt128(generator.next() as UInt64) << 16
        value |= UInt128(generator.next() as UInt64) & 0xFFFF
        self.value = value
    }

    /// The name that sorts right after this one.
    package var next: JobID { JobID(value: value &+ 1) }

    private init(value: UInt128) {
        self.value = value
    }

    package var text: String {
        String(unsafeUninitializedCapacity: 26) { bytes in
            var rest = value
            for index in stride(from: 25, through: 0, by: -1) {
                bytes[index] = Self.alphabet[Int(truncatingIfNeeded: rest) & 31]
                rest >>= 5
            }
            return 26
        }
    }

    /// The moment at which the name was made, in milliseconds since 1970.
    package var milliseconds: Int64 { Int64(value >> 80) }

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

extension JobID {
    /// How a name may begin or end, as one searches for it.
    package struct Part: Sendable {
        fileprivate let digits: UInt128
        fileprivate let count: Int

        /// nil where no name holds it.
        package init?(_ text: String) {
            if text.utf8.count >= 26 {
                guard let id = JobID(text) else { return nil }
                (digits, count) = (id.value, 26)
                return
            }
            guard !text.isEmpty else { return nil }
            var digits: UInt128 = 0
            for byte in text.utf8 {
                let digit = JobID.values[Int(byte)]
                if digit == 255 { return nil }
                digits = digits << 5 | UInt128(digit)
            }
            (self.digits, count) = (digits, text.utf8.count)
        }
    }

    /// Whether the name begins or ends with it.
    package func holds(_ part: Part) -> Bool {
        if value &>> UInt128(5 * (26 - part.count)) == part.digits { return true }
        return part.count < 26 && (value ^ part.digits) &<< UInt128(128 - 5 * part.count) == 0
    }
}

extension JobID: Comparable, CustomStringConvertible {
    package static func < (a: JobID, b: JobID) -> Bool { a.value < b.value }

    package var description: String { text }
}
