/// Whether a line may name its level: a look at many bytes at once, so that most lines need no closer one.

enum LevelHint {
    private typealias Block = SIMD16<UInt8>
    private typealias Mask = SIMDMask<SIMD16<Int8>>
    private static let width = 16

    /// May be true for a line without a level, never false for one that has one in a form of `LevelForm`.
    static func mayHaveLevel(_ line: UnsafeRawBufferPointer) -> Bool {
        opensLikeARecord(line) || firstHit(in: line, from: 0) < line.count
    }

    /// Where in `text`, which may be many lines, a level may be named first; its end where it is nowhere.
    static func firstHit(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let base = text.baseAddress else { return 0 }
        var place = start
        // The first byte has none before it, which a closer look would need.
        if place == 0 && place < text.count {
            if isHit(at: 0, in: text) { return 0 }
            place = 1
        }
        // One byte more than the blocks: what follows the last one is looked at, too.
        while place <= text.count &- 4 &* width &- 1 {
            var near = Mask(repeating: false)
            for step in 0..<4 { near = near .| mayBeHit(load(base, place &+ step &* width)) }
            if isAny(near), let hit = hit(base, place) { return hit }
            place = place &+ 4 &* width
        }
        while place < text.count && !isHit(at: place, in: text) { place = place &+ 1 }
        return place
    }

    /// The first of 64 bytes from `place` on at which `isHit`.
    private static func hit(_ base: UnsafeRawPointer, _ place: Int) -> Int? {
        for step in 0..<4 {
            let from = place &+ step &* width
            let block = load(base, from)
            guard isAny(mayBeHit(block)) else { continue }
            let after = load(base, from &+ 1)
            let before = load(base, from &- 1) | all(0x20)
            let assigns = (before .== all(0x6C)) .| (before .== all(0x65)) .| (before .== all(0x79))
            let capitals = isLetter(block, from: 0x41) .& isLetter(after, from: 0x41)
            let warns = (block .== all(0x57)) .& (after .== all(0x61))
            let opens = (block .== all(0x5B)) .& isLetter(after | all(0x20), from: 0x61)
            let hits = capitals .| warns .| opens .| ((block .== all(0x3D)) .& assigns)
            let words = unsafeBitCast(hits, to: SIMD2<UInt64>.self)
            if words[0] != 0 { return from &+ UInt64(littleEndian: words[0]).trailingZeroBitCount >> 3 }
            if words[1] != 0 { return from &+ 8 &+ UInt64(littleEndian: words[1]).trailingZeroBitCount >> 3 }
        }
        return nil
    }

    @inline(__always)
    private static func all(_ byte: UInt8) -> Block { Block(repeating: byte) }

    @inline(__always)
    private static func load(_ base: UnsafeRawPointer, _ place: Int) -> Block {
        base.loadUnaligned(fromByteOffset: place, as: Block.self)
    }

    /// One of `=>?@A…Z[`: all that isHit() asks for lies together in ASCII.
    @inline(__always)
    private static func mayBeHit(_ block: Block) -> Mask {
        (block &- all(0x3D)) .< all(0x1F)
    }

    @inline(__always)
    private static func isLetter(_ block: Block, from first: UInt8) -> Mask {
        (block &- all(first)) .< all(26)
    }

    @inline(__always)
    private static func isAny(_ mask: Mask) -> Bool {
        let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return words[0] | words[1] != 0
    }

    /// `INFO`, `[error]`, `[W 2026`, `level=`, `lvl=`, `severity=`, `UserWarning:`: each has such a pair.
    private static func isHit(at place: Int, in line: UnsafeRawBufferPointer) -> Bool {
        let byte = line[place]
        if byte == UInt8(ascii: "=") {
            guard place > 0 else { return false }
            let before = line[place - 1] | 0x20
            return before == UInt8(ascii: "l") || before == UInt8(ascii: "e") || before == UInt8(ascii: "y")
        }
        guard place + 1 < line.count else { return false }
        let after = line[place + 1]
        if byte == UInt8(ascii: "[") { return (after | 0x20) &- 0x61 < 26 }
        guard byte &- 0x41 < 26 else { return false }
        return after &- 0x41 < 26 || byte == UInt8(ascii: "W") && after == UInt8(ascii: "a")
    }

    /// JSON, and glog's `W1124`; after blanks.
    @inline(__always)
    private static func opensLikeARecord(_ line: UnsafeRawBufferPointer) -> Bool {
        var first = 0
        while first < line.count, line[first] == 0x20 || line[first] == 0x09 { first += 1 }
        guard first + 1 < line.count else { return false }
        if line[first] == UInt8(ascii: "{") { return true }
        return line[first] &- 0x41 < 26 && line[first + 1] &- 0x30 < 10 || isTensorFlow(line, first)
    }

    /// `2026-11-24 06:25:42.123456: I tensorflow/…`: a letter behind a time to the microsecond.
    @inline(__always)
    static func isTensorFlow(_ text: UnsafeRawBufferPointer, _ first: Int) -> Bool {
        text.count > first &+ 30 && text[first &+ 4] == UInt8(ascii: "-")
            && text[first &+ 26] == UInt8(ascii: ":") && text[first &+ 27] == 0x20
            && text[first &+ 29] == 0x20
    }
}
