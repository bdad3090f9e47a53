/// The times of a bar: what is left, how fast it goes; `[02:10<01:19, 4.77it/s]`, `eta 0:00:01`.

struct ProgressTimes {
    /// Seconds.
    private(set) var eta: Int64?
    /// A second.
    private(set) var rate: Double?
    /// `[elapsed<left, rate]`, or `[elapsed, rate]` of a bar without an end.
    private(set) var isTqdm = false

    static func read(_ text: UnsafeRawBufferPointer) -> ProgressTimes {
        var times = ProgressTimes()
        times.readTqdm(text)
        if times.rate == nil { times.rate = rate(in: text, from: 0) }
        if times.eta == nil && !times.isTqdm { times.eta = named(in: text) ?? behindBar(in: text) }
        return times
    }

    private mutating func readTqdm(_ text: UnsafeRawBufferPointer) {
        guard let bracket = text.lastIndex(of: UInt8(ascii: "[")),
            let elapsed = Self.time(text, at: bracket + 1)
        else {
            return
        }
        guard elapsed.end < text.count else { return }
        var place = elapsed.end
        if text[place] == UInt8(ascii: "<") {
            isTqdm = true
            // `?` where it can't tell yet.
            if let left = Self.time(text, at: place + 1) { eta = left.seconds }
        } else if text[place] != UInt8(ascii: ",") {
            return
        }
        while place < text.count, text[place] != UInt8(ascii: ","), text[place] != UInt8(ascii: "]") {
            place += 1
        }
        guard place < text.count else { return }
        isTqdm = true
        rate = Self.rate(in: text, from: place)
    }

    /// `m:ss`, `h:mm:ss`, `d days, h:mm:ss` without its days.
    private static func time(_ text: UnsafeRawBufferPointer, at start: Int) -> (
        seconds: Int64, end: Int
    )? {
        var seconds: Int64 = 0
        var place = start
        var fields = 0
        while fields < 4 {
            let count = NumberText.digits(text, from: place)
            guard count > 0, count <= 5 else { break }
            seconds = text[place..<place + count].reduce(0) { $0 * 10 + Int64($1 &- 0x30) } + seconds * 60
            place += count
            fields += 1
            guard place < text.count, text[place] == UInt8(ascii: ":") else { break }
            place += 1
        }
        return fields >= 2 ? (seconds, place) : nil
    }

    /// After `eta`, in any case of letters.
    private static func named(in text: UnsafeRawBufferPointer) -> Int64? {
        var place = 0
        while place + 4 < text.count {
            defer { place += 1 }
            guard text[place] | 0x20 == UInt8(ascii: "e"), text[place + 1] | 0x20 == UInt8(ascii: "t"),
                text[place + 2] | 0x20 == UInt8(ascii: "a"),
                place == 0 || !LevelWord.isPart(text[place - 1])
            else { continue }
            var start = place + 3
            while start < text.count,
                text[start] == 0x20 || text[start] == UInt8(ascii: ":") || text[start] == UInt8(ascii: "=")
            {
                start += 1
            }
            if let time = time(text, at: start) { return time.seconds }
            if let number = NumberText.read(text, at: start), number.value.isFinite, number.value >= 0 {
                let factor = UnitSuffix.read(text, at: number.end)?.factor ?? 1
                return number.value * factor < 0x1p53 ? Int64(number.value * factor) : nil
            }
        }
        return nil
    }

    /// The last time in a row with a drawn bar: rich and Keras 3 put it there.
    private static func behindBar(in text: UnsafeRawBufferPointer) -> Int64? {
        guard let glyph = text.lastIndex(of: 0xE2) else { return nil }
        var place = glyph + 3
        var found: Int64?
        while place < text.count {
            guard text[place] &- 0x30 < 10 else {
                place += 1
                continue
            }
            if let time = time(text, at: place) {
                found = time.seconds
                place = time.end
            } else {
                place += max(1, NumberText.digits(text, from: place))
            }
        }
        return found
    }

    /// `4.77it/s`, `5.6 MB/s`; `1.2s/it` the other way round.
    private static func rate(in text: UnsafeRawBufferPointer, from start: Int) -> Double? {
        var place = start
        while place < text.count {
            defer { place += 1 }
            guard text[place] == UInt8(ascii: "/"), place > start, place + 1 < text.count else {
                continue
            }
            var unit = place
            while unit > start, text[unit - 1] | 0x20 >= 0x61, text[unit - 1] | 0x20 <= 0x7A { unit -= 1 }
            guard unit < place else { continue }
            var number = unit
            if number > start, text[number - 1] == 0x20 { number -= 1 }
            while number > start, text[number - 1] &- 0x30 < 10 || text[number - 1] == UInt8(ascii: ".") {
                number -= 1
            }
            guard let value = NumberText.read(text, at: number), value.end <= unit, value.value > 0 else {
                continue
            }
            let isSecond = text[place + 1] == UInt8(ascii: "s")
            if isSecond && !(place + 2 < text.count && LevelWord.isPart(text[place + 2]))
                || text[(place + 1)...].starts(with: "sec".utf8)
            {
                return value.value * (UnitSuffix.read(text, at: unit)?.factor ?? 1)
            }
            let name = UnsafeRawBufferPointer(rebasing: text[unit..<place])
            if name.elementsEqual("s".utf8) { return 1 / value.value }
            if name.elementsEqual("ms".utf8) { return 1000 / value.value }
        }
        return nil
    }
}
