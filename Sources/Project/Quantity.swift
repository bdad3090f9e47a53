/// Durations and sizes as people write them: `30s`, `1.5h`, `1MB`, `1MiB`.
package enum Quantity {
    /// Milliseconds of `500ms`, `30s`, `15m`, `1.5h` or `7d`; nil for anything else, a bare number too.
    package static func milliseconds(_ text: String) -> Int64? {
        measure(text, units: durationUnits)
    }

    /// Bytes of `10`, `10B`, `1kB`, `1MB` (10⁶) or `1MiB` (2²⁰); nil for anything else.
    package static func bytes(_ text: String) -> Int64? {
        measure(text, units: sizeUnits)
    }

    /// Milliseconds in the largest unit that fits: `2h`, `90s`, `1500ms`.
    package static func text(milliseconds: Int64) -> String {
        let units: [(String, Int64)] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)]
        for (name, factor) in units where milliseconds >= factor && milliseconds % factor == 0 {
            return "\(milliseconds / factor)\(name)"
        }
        return "\(milliseconds)ms"
    }

    private static let durationUnits: [Substring: Double] = [
        "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]

    private static let sizeUnits: [Substring: Double] = [
        "": 1, "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
        "KiB": 0x1p10, "MiB": 0x1p20, "GiB": 0x1p30, "TiB": 0x1p40,
    ]

    private static func measure(_ text: String, units: [Substring: Double]) -> Int64? {
        let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard let first = number.first, first != ".", number.last != ".",
            let factor = units[text.dropFirst(number.count)], let count = Double(number)
        else { return nil }
        // Beyond 2^53 a Double skips integers; nobody means that many.
        let value = (count * factor).rounded()
        return value <= 0x1p53 ? Int64(value) : nil
    }
}
