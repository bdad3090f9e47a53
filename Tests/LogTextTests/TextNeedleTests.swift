/// A text is found where a slow look finds it.
import Testing

@testable import LogText

@Suite("TextNeedle") struct TextNeedleTests {
    private func slow(_ needle: String, _ hay: [UInt8], from start: Int, ignoresCase: Bool) -> Int? {
        let fold = { (byte: UInt8) in ignoresCase && byte &- 0x41 < 26 ? byte | 0x20 : byte }
        let text = needle.utf8.map(fold)
        guard hay.count >= text.count, start <= hay.count - text.count else { return nil }
        return (start...hay.count - text.count).first { place in
            text.indices.allSatisfy { fold(hay[place + $0]) == text[$0] }
        }
    }

    @Test(arguments: [true, false]) func `a text is found where a slow look finds it`(
        ignoresCase: Bool
    ) {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("aAbB@`[{ 0PpÉé\n".utf8)
        for _ in 0..<5_000 {
            let hay = (0..<Int.random(in: 0...150, using: &generator)).map { _ in
                letters.randomElement(using: &generator) ?? 0
            }
            let needle = String(
                (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                    "aAbB@`[{ 0Pé".randomElement() ?? "a"
                })
            let start = Int.random(in: 0...5, using: &generator)
            let found = hay.withUnsafeBytes {
                TextNeedle(needle, ignoresCase: ignoresCase).first(in: $0, from: start)
            }
            #expect(
                found == slow(needle, hay, from: start, ignoresCase: ignoresCase), "\(needle) in \(hay)")
        }
    }

    @Test(arguments: 0..<100) func `a text is found at every place of a block`(place: Int) {
        var hay = Array(repeating: UInt8(ascii: "."), count: 110)
        hay.replaceSubrange(place..<place + 6, with: "needle".utf8)
        hay.withUnsafeBytes { hay in
            #expect(TextNeedle("needle", ignoresCase: false).first(in: hay) == place)
            #expect(TextNeedle("NEEDLE", ignoresCase: true).first(in: hay) == place)
            #expect(TextNeedle("NEEDLE", ignoresCase: false).first(in: hay) == nil)
            #expect(TextNeedle("needle", ignoresCase: false).first(in: hay, from: place + 1) == nil)
        }
    }
}
