/// Units behind a number, `300ms`, `12.3GB`, `4.7it/s`: times become seconds, sizes bytes, thousands ones.

struct UnitSuffix {
    let factor: Double
    /// Index after it.
    let end: Int

    private static let units: [(name: StaticString, factor: Double)] = [
        ("%", 1), ("s", 1), ("sec", 1), ("secs", 1), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9),
        ("min", 60),
        ("h", 3600), ("k", 1e3), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("kB", 1e3), ("KB", 1e3),
        ("MB", 1e6),
        ("GB", 1e9), ("TB", 1e12), ("KiB", 0x1p10), ("MiB", 0x1p20), ("GiB", 0x1p30), ("TiB", 0x1p40),
        ("it", 1), ("x", 1)
    ]

    /// The unit that begins at `start` and is followed by no further letter; nil where none does. A rate's
    /// second half (`/s`, `/step`) belongs to it and changes nothing.
    static func read(_ text: UnsafeRawBufferPointer, at start: Int) -> UnitSuffix? {
        var end = start
        while end < text.count, isLetter(text[end]) { end += 1 }
        let name = UnsafeRawBufferPointer(rebasing: text[start..<end])
        guard let factor = factor(of: name) ?? rate(text, name, at: end) else { return nil }
        if end < text.count, text[end] == UInt8(ascii: "/") {
            var tail = end + 1
            while tail < text.count, isLetter(text[tail]) { tail += 1 }
            if tail > end + 1 { end = tail }
        }
        return UnitSuffix(factor: factor, end: end)
    }

    private static func factor(of name: UnsafeRawBufferPointer) -> Double? {
        for unit in units where unit.name.utf8CodeUnitCount == name.count {
            if name.elementsEqual(UnsafeBufferPointer(start: unit.name.utf8Start, count: name.count)) {
                return unit.factor
            }
        }
        return nil
    }

    /// Anything a second: `samples/s`, `tokens/sec`.
    private static func rate(
        _ text: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer, at end: Int
    ) -> Double? {
        guard name.count > 1, end + 1 < text.count, text[end] == UInt8(ascii: "/"),
            text[end + 1] == UInt8(ascii: "s")
        else { return nil }
        return 1
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "%") || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
    }
}
