/// Where in a line its level stands, in the forms that Python's loggers give it; anything doubtful has none.

struct LevelForm {
    /// How many bytes of a line may come before its level.
    private static let reach = 160

    private let line: UnsafeRawBufferPointer
    private let first: Int
    private let isJSON: Bool
    private let isTimed: Bool

    struct Finding: Equatable {
        var level: LogLevel
        /// `warnings.warn`: an indented line with the source may follow.
        var isPythonWarning = false
    }

    static func find(in line: UnsafeRawBufferPointer) -> Finding? {
        guard let first = line.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
        return LevelForm(line: line, first: first).find()
    }

    private init(line: UnsafeRawBufferPointer, first: Int) {
        self.line = line
        self.first = first
        isJSON = line[first] == UInt8(ascii: "{")
        isTimed = Self.isTimed(line, first)
    }

    private func find() -> Finding? {
        if let level = abbreviated() { return Finding(level: level) }
        let end = isJSON ? line.count : min(line.count, Self.reach)
        var start = first
        while start < end {
            guard LevelWord.isPart(line[start]) else {
                start += 1
                continue
            }
            var stop = start + 1
            while stop < line.count && LevelWord.isPart(line[stop]) { stop += 1 }
            if let finding = judge(start..<stop) { return finding }
            start = stop
        }
        return nil
    }

    private func judge(_ word: Range<Int>) -> Finding? {
        let bytes = UnsafeRawBufferPointer(rebasing: line[word])
        if let level = LevelWord.level(bytes) {
            return !isJSON && isPlaced(word, upper: LevelWord.isUpper(bytes))
                ? Finding(level: level) : nil
        }
        if LevelWord.isKey(bytes), let level = value(after: word) { return Finding(level: level) }
        if isPythonWarning(word, bytes) { return Finding(level: .warning, isPythonWarning: true) }
        return nil
    }

    /// Whether a level's name at this place is the level of the line and not a word of its message.
    private func isPlaced(_ word: Range<Int>, upper: Bool) -> Bool {
        let before = byte(word.lowerBound - 1)
        let after = byte(word.upperBound)
        // structlog pads: `[info     ]`.
        if before == UInt8(ascii: "[") && nearest(after: word.upperBound) == UInt8(ascii: "]") {
            return true
        }
        guard upper else { return false }
        switch before {
        case UInt8(ascii: "["):
            return after == 0x20 || after == UInt8(ascii: ":") || after == UInt8(ascii: "|")
        case UInt8(ascii: "("): return after == UInt8(ascii: ")")
        case UInt8(ascii: "<"): return after == UInt8(ascii: ">")
        default: break
        }
        if word.lowerBound == first {
            return after == UInt8(ascii: ":") || after == 0x20 || after == 0x09
        }
        if isTimed { return isBoundary(before) && isBoundary(after) }
        if after == 0x20 && isNamedBefore(word.lowerBound) { return true }
        let near = nearest(before: word.lowerBound)
        // Ray puts `(train pid=12)` before what its workers print.
        return (isDelimiter(near) || near == UInt8(ascii: ")"))
            && isDelimiter(nearest(after: word.upperBound))
    }

    /// `NCCL INFO …`, `wandb: WARNING …`: libraries that write for themselves.
    private func isNamedBefore(_ place: Int) -> Bool {
        for name in ["NCCL ", "wandb: "] where place - first >= name.utf8.count {
            if line[(place - name.utf8.count)..<place].elementsEqual(name.utf8) { return true }
        }
        return false
    }

    /// `level=info`, `levelname="INFO"`, and in JSON `"level": "info"`.
    private func value(after key: Range<Int>) -> LogLevel? {
        var next = key.upperBound
        if isJSON {
            // `"log.level"` is ECS's name for it.
            let before = byte(key.lowerBound - 1)
            guard let quote = byte(next), isQuote(quote), before == quote || before == UInt8(ascii: ".")
            else {
                return nil
            }
            next += 1
            while byte(next) == 0x20 { next += 1 }
            guard byte(next) == UInt8(ascii: ":") else { return nil }
            next += 1
            while byte(next) == 0x20 { next += 1 }
            guard let opening = byte(next), isQuote(opening) else { return nil }
            next += 1
        } else {
            guard byte(next) == UInt8(ascii: "=") else { return nil }
            next += 1
            if let opening = byte(next), isQuote(opening) { next += 1 }
        }
        var end = next
        while let byte = byte(end), LevelWord.isPart(byte) { end += 1 }
        return LevelWord.level(UnsafeRawBufferPointer(rebasing: line[next..<end]))
    }

    /// glog and absl `W1124 06:25:42.1 …`, PyTorch `[W1124 …` and `[rank0]:[W1124 …`, Optuna
    /// `[W 2026-11-24 …`, TensorFlow `2026-11-24 06:25:42.123456: W …`.
    private func abbreviated() -> LogLevel? {
        if LevelHint.isTensorFlow(line, first), isDigit(first), isDigit(first + 25) {
            return Self.letter(line[first + 28])
        }
        let start = afterRank()
        let bracketed = byte(start) == UInt8(ascii: "[")
        let place = bracketed ? start + 1 : start
        guard place + 6 < line.count, let level = Self.letter(line[place]) else { return nil }
        if bracketed, line[place + 1] == 0x20 {
            let isYear =
                (2..<6).allSatisfy { isDigit(place + $0) } && byte(place + 6) == UInt8(ascii: "-")
            return isYear ? level : nil
        }
        let isDay = (1..<5).allSatisfy { isDigit(place + $0) } && byte(place + 5) == 0x20
        return isDay && isDigit(place + 6) && byte(place + 8) == UInt8(ascii: ":") ? level : nil
    }

    /// Behind `[rank0]:`, where the line begins with it.
    private func afterRank() -> Int {
        guard line[first...].starts(with: "[rank".utf8) else { return first }
        var place = first + 5
        while isDigit(place) { place += 1 }
        guard place > first + 5, byte(place) == UInt8(ascii: "]"), byte(place + 1) == UInt8(ascii: ":")
        else { return first }
        place += 2
        while byte(place) == 0x20 { place += 1 }
        return place
    }

    /// `train.py:12: UserWarning: message`.
    private func isPythonWarning(_ word: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let name = "Warning".utf8
        guard bytes.count > name.count, byte(word.upperBound) == UInt8(ascii: ":"),
            bytes.suffix(name.count).elementsEqual(name), byte(word.lowerBound - 1) == 0x20,
            byte(word.lowerBound - 2) == UInt8(ascii: ":")
        else { return false }
        return isDigit(word.lowerBound - 3)
    }

    private static func letter(_ byte: UInt8) -> LogLevel? {
        switch byte {
        case UInt8(ascii: "D"): .debug
        case UInt8(ascii: "I"): .info
        case UInt8(ascii: "W"): .warning
        case UInt8(ascii: "E"): .error
        case UInt8(ascii: "F"), UInt8(ascii: "C"): .critical
        default: nil
        }
    }

    /// A time of day near the beginning, of a line that begins with a digit or a bracket.
    private static func isTimed(_ line: UnsafeRawBufferPointer, _ first: Int) -> Bool {
        switch line[first] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "["), UInt8(ascii: "("),
            UInt8(ascii: "<"):
            break
        default: return false
        }
        let end = min(line.count - 2, first + 48)
        var place = first + 2
        while place < end {
            if line[place] == UInt8(ascii: ":"), line[place - 1] &- 0x30 < 10,
                line[place - 2] &- 0x30 < 10,
                line[place + 1] &- 0x30 < 10, line[place + 2] &- 0x30 < 10
            {
                return true
            }
            place += 1
        }
        return false
    }

    private func byte(_ place: Int) -> UInt8? {
        place >= 0 && place < line.count ? line[place] : nil
    }

    private func isDigit(_ place: Int) -> Bool {
        byte(place).map { $0 &- 0x30 < 10 } ?? false
    }

    private func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private func nearest(before place: Int) -> UInt8? {
        var place = place - 1
        while byte(place) == 0x20 { place -= 1 }
        return byte(place)
    }

    private func nearest(after place: Int) -> UInt8? {
        var place = place
        while byte(place) == 0x20 { place += 1 }
        return byte(place)
    }

    private func isDelimiter(_ byte: UInt8?) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: "]"),
            UInt8(ascii: "["):
            true
        default: false
        }
    }

    private func isBoundary(_ byte: UInt8?) -> Bool {
        byte == nil || byte == 0x20 || byte == 0x09 || isDelimiter(byte) || byte == UInt8(ascii: ")")
            || byte == UInt8(ascii: ",")
    }
}
