/// `620/1000`, `1.2/3.4 MB`, `62%` and the drawing of a bar, wherever they stand in a row.

struct ProgressCount {
    let done: Int64
    let total: Int64
    let fraction: Double
    /// `Epoch 3/10`: a word before it says what is counted.
    let isNamed: Bool

    private static let names = [
        "epoch", "step", "batch", "iter", "iteration", "trial", "fold", "file", "files", "item",
        "items", "chunk",
        "shard", "part", "task", "sample", "samples"
    ]

    struct Percent {
        let value: Double
        let range: Range<Int>
    }

    /// The first one; 0...100.
    static func percent(in text: UnsafeRawBufferPointer) -> Percent? {
        var place = 0
        while let sign = text[place...].firstIndex(of: UInt8(ascii: "%")) {
            var start = sign
            while start > 0, text[start - 1] &- 0x30 < 10 || text[start - 1] == UInt8(ascii: ".") {
                start -= 1
            }
            if let number = NumberText.read(text, at: start), number.end == sign, number.value <= 100 {
                return Percent(value: number.value, range: start..<sign + 1)
            }
            place = sign + 1
        }
        return nil
    }

    /// `Downloading 62%`: the only number of its row.
    static func isAlone(_ percent: Percent, _ text: UnsafeRawBufferPointer) -> Bool {
        !text.indices.contains { !percent.range.contains($0) && text[$0] &- 0x30 < 10 }
    }

    /// The first one whose second number is no smaller than its first.
    static func pair(in text: UnsafeRawBufferPointer) -> ProgressCount? {
        var place = 1
        while place < text.count {
            defer { place += 1 }
            guard text[place] == UInt8(ascii: "/") else { continue }
            if let count = pair(in: text, around: place) { return count }
        }
        return nil
    }

    /// The count of a bar without an end, `620it [`.
    static func single(in text: UnsafeRawBufferPointer) -> Int64? {
        guard let bracket = text.lastIndex(of: UInt8(ascii: "[")) else { return nil }
        var start = bracket
        while start > 0, text[start - 1] != 0x20 || start == bracket { start -= 1 }
        guard let number = NumberText.read(text, at: start) else { return nil }
        return NumberText.count(number.value * (UnitSuffix.read(text, at: number.end)?.factor ?? 1))
    }

    private static func pair(in text: UnsafeRawBufferPointer, around slash: Int) -> ProgressCount? {
        var left = slash
        if text[left - 1] == 0x20 { left -= 1 }
        var start = left
        while start > 0, isPart(text[start - 1]) { start -= 1 }
        guard start == 0 || opens(text[start - 1]), let first = NumberText.read(text, at: start) else {
            return nil
        }
        let own = UnitSuffix.read(text, at: first.end)
        guard own?.end ?? first.end == left else { return nil }
        let right = slash + 1 < text.count && text[slash + 1] == 0x20 ? slash + 2 : slash + 1
        guard let second = NumberText.read(text, at: right) else { return nil }
        let gap = second.end < text.count && text[second.end] == 0x20 ? 1 : 0
        // A unit a second behind a blank is the rate of the bar, not the unit of the count.
        let unit =
            UnitSuffix.read(text, at: second.end).flatMap { $0.end > second.end ? $0 : nil }
            ?? sizeUnit(text, at: second.end + gap)
        guard isEnd(text, unit?.end ?? second.end) else { return nil }
        let factor = unit?.factor ?? 1
        let done = first.value * (own?.factor ?? factor)
        let total = second.value * factor
        guard total > 0, done >= 0, done <= total, let whole = NumberText.count(roundedDown(total)),
            let part = NumberText.count(roundedDown(done))
        else { return nil }
        return ProgressCount(
            done: part, total: whole, fraction: done / total, isNamed: isNamed(text, before: start))
    }

    private static func roundedDown(_ value: Double) -> Double {
        value < 0x1p53 ? Double(Int64(value + 1e-6)) : -1
    }

    /// `1.2/3.4 MB`, a blank between.
    private static func sizeUnit(_ text: UnsafeRawBufferPointer, at start: Int) -> UnitSuffix? {
        guard let unit = UnitSuffix.read(text, at: start), unit.factor >= 1e3, unit.end - start <= 3,
            text[start..<unit.end].last == UInt8(ascii: "B")
        else { return nil }
        return unit
    }

    private static func isNamed(_ text: UnsafeRawBufferPointer, before start: Int) -> Bool {
        var end = start
        while end > 0,
            text[end - 1] == 0x20 || text[end - 1] == UInt8(ascii: "[")
                || text[end - 1] == UInt8(ascii: ":")
        {
            end -= 1
        }
        var first = end
        while first > 0, LevelWord.isPart(text[first - 1]) { first -= 1 }
        let word = String(decoding: UnsafeRawBufferPointer(rebasing: text[first..<end]), as: UTF8.self)
            .lowercased()
        return names.contains(word)
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || LevelWord.isPart(byte)
    }

    private static func opens(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(")
            || byte == UInt8(ascii: "|") || byte >= 0x80
    }

    private static func isEnd(_ text: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        guard place < text.count else { return true }
        let byte = text[place]
        return !LevelWord.isPart(byte) && byte != UInt8(ascii: "/") && byte != UInt8(ascii: ".")
    }

    /// At least three strokes of one, of ASCII or of the box drawings.
    static func hasBar(_ text: UnsafeRawBufferPointer) -> Bool {
        var run = 0
        var place = 0
        while place < text.count {
            let byte = text[place]
            switch byte {
            case UInt8(ascii: "#"), UInt8(ascii: "="), UInt8(ascii: ">"): run += 1
            // U+2500...U+259F: box drawings and blocks.
            case 0xE2 where place + 2 < text.count && text[place + 1] >= 0x94 && text[place + 1] <= 0x96:
                run += 1
                place += 2
            case UInt8(ascii: "|"):
                // `|    |`: nothing is drawn yet.
                if text[(place + 1)...].starts(with: "   ".utf8) { return true }
                run = 0
            default: run = 0
            }
            if run >= 3 { return true }
            place += 1
        }
        return false
    }
}
