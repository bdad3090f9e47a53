/// Words that come again and again in jobs, each kept once: a search looks through them instead of through all jobs.
internal import CLinux
internal import Glibc

/// Grows only; a start makes it anew. A copy stays as it is.
struct Vocabulary: Sendable {
    /// Of a word, from 0, in the order in which they came.
    typealias Number = UInt32

    /// All words, a line feed behind each: none holds one.
    private var bytes: [UInt8] = []
    /// Where the word begins that has the place's number, then where the next one will.
    private var starts: [UInt32] = [0]
    /// Open addressing: a word's number + 1, or 0. Never more than half full.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)

    var count: Int { starts.count - 1 }

    subscript(number: Number) -> String {
        String(decoding: bytes[range(of: number)], as: UTF8.self)
    }

    private func range(of number: Number) -> Range<Int> {
        Int(starts[Int(number)])..<Int(starts[Int(number) + 1]) - 1
    }

    /// nil where no job has the word.
    func known(_ word: String) -> Number? {
        var word = word
        return word.withUTF8 { find(UnsafeRawBufferPointer($0)).number }
    }

    mutating func number(of word: String) -> Number {
        var word = word
        return word.withUTF8 { number(of: UnsafeRawBufferPointer($0)) }
    }

    private mutating func number(of word: UnsafeRawBufferPointer) -> Number {
        let (slot, known) = find(word)
        if let known { return known }
        let number = Number(count)
        bytes += word
        bytes.append(UInt8(ascii: "\n"))
        starts.append(UInt32(bytes.count))
        slots[slot] = number + 1
        if 2 * count > slots.count { makeRoom() }
        return number
    }

    private mutating func makeRoom() {
        slots = Array(repeating: 0, count: 2 * slots.count)
        for number in 0..<Number(count) {
            let slot = bytes.withUnsafeBytes { find(UnsafeRawBufferPointer(rebasing: $0[range(of: number)])).slot }
            slots[slot] = number + 1
        }
    }

    /// Its number, or the slot that waits for it.
    private func find(_ word: UnsafeRawBufferPointer) -> (slot: Int, number: Number?) {
        // FNV-1a.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = slots[slot] - 1
            let isSame = bytes.withUnsafeBytes { $0[range(of: number)].elementsEqual(word) }
            if isSame { return (slot, number) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return (slot, nil)
    }
}

extension Vocabulary {
    /// The words of a text, each once, that blanks and line feeds part; `name` is left out.
    mutating func numbers(ofWordsIn text: String, without name: String = "") -> [Number] {
        var (text, name) = (text, name)
        return text.withUTF8 { text in
            name.withUTF8 { numbers(UnsafeRawBufferPointer(text), UnsafeRawBufferPointer($0)) }
        }
    }

    private mutating func numbers(_ text: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer) -> [Number] {
        var found: [Number] = []
        found.reserveCapacity(16)
        var start = 0
        for end in 0...text.count where end == text.count || Self.isBlank(text[end]) {
            let word = UnsafeRawBufferPointer(rebasing: text[start..<end])
            start = end + 1
            if word.isEmpty || word.elementsEqual(name) { continue }
            let number = number(of: word)
            if !found.contains(number) { found.append(number) }
        }
        return Array(found)
    }

    /// In ASCII; what parts the words of a search holds all of these.
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

    /// By number: whether the word holds `part`, which holds no line feed.
    func holders(of part: [UInt8]) -> [Bool] {
        var holders = Array(repeating: false, count: count)
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            var (offset, number) = (0, 0)
            while let hit = memmem(base + offset, bytes.count - offset, part, part.count) {
                let place = UnsafeRawPointer(hit) - base
                number = wordNumber(at: place, from: number)
                holders[number] = true
                offset = Int(starts[number + 1])
            }
        }
        return holders
    }

    /// - Parameter first: a word that does not begin behind `place`.
    private func wordNumber(at place: Int, from first: Int) -> Int {
        var (low, high) = (first, count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= place { low = middle } else { high = middle }
        }
        return low
    }
}
