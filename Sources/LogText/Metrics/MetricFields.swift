/// Numbers named in running text: `loss=0.3`, `loss: 0.3`, `Epoch [3/10], Step [100/600]`, `val loss 0.3`.

struct MetricFields {
    private let text: UnsafeRawBufferPointer
    /// The name that stands last before `place`, and where it ends; empty where something else came since.
    private var previous = ""
    private var previousEnd = -1
    /// Where the value that was taken last ends.
    private var valueEnd = -1

    static func read(_ text: UnsafeRawBufferPointer, into collector: inout MetricCollector) {
        if text.starts(with: "Namespace(".utf8) { return }
        var fields = MetricFields(text: text)
        fields.readAll(into: &collector)
    }

    /// Whether the dictionary at `brace` holds what the run was told, not what it found: `parameters: {…}`.
    static func isSettings(_ text: UnsafeRawBufferPointer, before brace: Int) -> Bool {
        var end = brace
        while end > 0,
            text[end - 1] == 0x20 || text[end - 1] == UInt8(ascii: ":")
                || text[end - 1] == UInt8(ascii: "=")
        {
            end -= 1
        }
        var start = end
        while start > 0, isName(text[start - 1]) { start -= 1 }
        let word = String(decoding: UnsafeRawBufferPointer(rebasing: text[start..<end]), as: UTF8.self)
            .lowercased()
        return [
            "parameters", "params", "config", "args", "arguments", "hparams", "hyperparameters",
            "settings", "options"
        ].contains(word)
    }

    private init(text: UnsafeRawBufferPointer) {
        self.text = text
    }

    private mutating func readAll(into collector: inout MetricCollector) {
        var place = boostingRound(into: &collector)
        while place < text.count {
            guard isFirst(text[place]), place == 0 || opensName(text[place - 1]) else {
                place += 1
                continue
            }
            var end = place + 1
            while end < text.count, Self.isName(text[end]) { end += 1 }
            while end > place + 1,
                text[end - 1] == UInt8(ascii: ".") || text[end - 1] == UInt8(ascii: "-")
            { end -= 1 }
            place = read(name: place..<end, into: &collector)
        }
    }

    /// XGBoost and LightGBM begin a line with `[100]`, the round.
    private func boostingRound(into collector: inout MetricCollector) -> Int {
        guard text.first == UInt8(ascii: "["), let number = NumberText.read(text, at: 1),
            !number.isReal,
            byte(number.end) == UInt8(ascii: "]"),
            byte(number.end + 1) == 0x09 || byte(number.end + 1) == 0x20
        else { return 0 }
        collector.take("iteration", number.value)
        return number.end + 1
    }

    /// Index at which to go on.
    private mutating func read(name range: Range<Int>, into collector: inout MetricCollector) -> Int {
        guard range.count <= MetricName.limit else { return range.upperBound }
        let name = String(decoding: UnsafeRawBufferPointer(rebasing: text[range]), as: UTF8.self)
        let lower = name.lowercased()
        defer { (previous, previousEnd) = (lower, range.upperBound) }
        guard let (value, end) = value(of: lower, range) else { return range.upperBound }
        collector.take(fullName(name, lower, range), value)
        valueEnd = end
        return end
    }

    /// `val loss` is `val/loss`.
    private func fullName(_ name: String, _ lower: String, _ range: Range<Int>) -> String {
        isAfterPrevious(range) && MetricName.isSplit(previous) ? previous + "/" + lower : name
    }

    private func isAfterPrevious(_ range: Range<Int>) -> Bool {
        !previous.isEmpty && previousEnd == range.lowerBound - 1
    }

    private func value(of lower: String, _ range: Range<Int>) -> (value: Double, end: Int)? {
        let isCounter = MetricName.isStep(lower) || MetricName.isEpoch(lower)
        let mark = afterBlanks(range.upperBound)
        switch byte(mark) {
        case UInt8(ascii: "="):
            return number(at: afterBlanks(mark + 1), isCounter: isCounter).map { ($0.value, $0.end) }
        case UInt8(ascii: ":"):
            let start = afterBlanks(mark + 1)
            guard let found = number(at: start, isCounter: isCounter) else { return nil }
            // `localhost:8080`, `train.py:12`, `cuda:0`: a place, not a measure.
            if start == mark + 1 && !found.isReal { return nil }
            return isCounter || isField(lower, range) ? (found.value, found.end) : nil
        default:
            guard mark > range.upperBound, isCounter || MetricName.isKnown(lower),
                let found = number(at: mark, isCounter: isCounter), isCounter || found.isReal
            else { return nil }
            return (found.value, found.end)
        }
    }

    /// Whether `name:` begins a field, and is no word of a sentence.
    private func isField(_ lower: String, _ range: Range<Int>) -> Bool {
        if MetricName.isKnown(lower) { return true }
        var before = range.lowerBound - 1
        while before >= 0, text[before] == 0x20 { before -= 1 }
        guard before >= valueEnd, before >= 0, Self.isName(text[before]), text[before] &- 0x30 >= 10
        else {
            return true
        }
        guard isAfterPrevious(range) else { return false }
        return MetricName.isSplit(previous) || isLevel(previous)
    }

    private func isLevel(_ word: String) -> Bool {
        Array(word.utf8).withUnsafeBytes { LevelWord.level($0) != nil }
    }

    /// A number that ends where a value may end; with its unit.
    /// - Parameter isCounter: `3/10` and `[3/10]` are the third of ten.
    private func number(at start: Int, isCounter: Bool) -> (value: Double, end: Int, isReal: Bool)? {
        var place = start
        if isCounter, byte(place) == UInt8(ascii: "[") || byte(place) == UInt8(ascii: "#") {
            place += 1
        }
        guard let number = NumberText.read(text, at: place) else { return nil }
        let end = number.end
        if isEnd(end) { return (number.value, end, number.isReal) }
        if isCounter, byte(end) == UInt8(ascii: "/") || byte(end) == UInt8(ascii: ":") {
            return (number.value, end, number.isReal)
        }
        guard let unit = UnitSuffix.read(text, at: end), isEnd(unit.end), !isBar(unit.end) else {
            return nil
        }
        return (number.value * unit.factor, unit.end, true)
    }

    private func isEnd(_ place: Int) -> Bool {
        switch byte(place) {
        case nil, 0x20, 0x09, UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "]"),
            UInt8(ascii: "}"),
            UInt8(ascii: "|"), UInt8(ascii: "'"), UInt8(ascii: "\""):
            return true
        // A list of numbers, or thousands: nobody knows.
        case UInt8(ascii: ","): return byte(place + 1).map { $0 &- 0x30 >= 10 } ?? true
        case UInt8(ascii: "."): return byte(place + 1).map { $0 == 0x20 } ?? true
        default: return false
        }
    }

    /// `62%|###`: how far a bar has come.
    private func isBar(_ place: Int) -> Bool {
        let next = byte(afterBlanks(place))
        return next == UInt8(ascii: "|") || next == UInt8(ascii: "[")
            || next.map { $0 >= 0x80 } ?? false
    }

    private func afterBlanks(_ start: Int) -> Int {
        var place = start
        while place < text.count, text[place] == 0x20 { place += 1 }
        return place
    }

    private func byte(_ place: Int) -> UInt8? {
        place >= 0 && place < text.count ? text[place] : nil
    }

    private func isFirst(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return letter >= 0x61 && letter <= 0x7A || byte == UInt8(ascii: "_")
    }

    /// Not a path, an address or an option of a command line.
    private func opensName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: "["),
            UInt8(ascii: "|"),
            UInt8(ascii: "{"):
            true
        default: false
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        LevelWord.isPart(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "@")
    }
}
