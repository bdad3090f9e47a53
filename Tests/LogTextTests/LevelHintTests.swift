/// The quick look never overlooks what the careful one finds.
import Testing

@testable import LogText

@Suite("LevelHint") struct LevelHintTests {
    private static let parts = [
        "INFO", "error", "[", "]", "level=", "lvl=", "\"level\": \"info\"", "{", "W1124 06:25:42.1 ",
        "[W 2026-11-24",
        "UserWarning: ", "x.py:12: ", " - ", " ", "abc", "06:25:42 ", "WARN", "(", ")", "<", ">", ":", "|",
        "severity=",
        "loss=0.3", "\t", "critical", "Warning", "E", "\u{1B}[32m", "é", "levelname='ERROR'",
    ]

    @Test func `a line in which a level is found has a hint`() {
        var generator = SystemRandomNumberGenerator()
        var found = 0
        for _ in 0..<50_000 {
            let count = Int.random(in: 1...12, using: &generator)
            let text = (0..<count).map { _ in Self.parts.randomElement(using: &generator) ?? "" }.joined()
            Array(text.utf8).withUnsafeBytes { line in
                guard LevelForm.find(in: line) != nil else { return }
                found += 1
                #expect(LevelHint.mayHaveLevel(line), "\(text)")
            }
        }
        #expect(found > 1_000)
    }

    @Test(arguments: [
        "step 100: loss 0.25, accuracy 0.91", "Epoch 3/10: 100%|####| 10/10 [00:01<00:00]",
        "seq=0000000001 t=1764000000000000000 abcdefghijklmnopqrstuvwxyz",
    ])
    func `what training prints most needs no closer look`(text: String) {
        Array(text.utf8).withUnsafeBytes { #expect(!LevelHint.mayHaveLevel($0)) }
    }

    @Test func `a plain line in a piece is one in which the detector finds nothing`() {
        var generator = SystemRandomNumberGenerator()
        var plain = 0
        for _ in 0..<2_000 {
            let lines = (0..<20).map { _ in
                let count = Int.random(in: 0...6, using: &generator)
                return (0..<count).map { _ in Self.parts.randomElement(using: &generator) ?? "" }.joined()
            }
            Array(lines.map { $0 + "\n" }.joined().utf8).withUnsafeBytes { piece in
                var scan = LevelScan(piece)
                var start = 0
                for line in lines {
                    let range = start..<start + line.utf8.count
                    start = range.upperBound + 1
                    guard scan.isPlain(range), !line.utf8.contains(0x1B) else { continue }
                    plain += 1
                    var detector = LevelDetector()
                    let verdict = detector.judge(UnsafeRawBufferPointer(rebasing: piece[range]))
                    #expect(verdict == .init(level: .unknown, continues: false), "\(line)")
                    #expect(detector.isIdle, "\(line)")
                }
            }
        }
        #expect(plain > 1_000)
    }
}
