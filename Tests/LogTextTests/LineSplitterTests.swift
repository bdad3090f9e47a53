/// Lines of a stream, whole and split at every byte.
import Testing

@testable import LogText

@Suite("LineSplitter") struct LineSplitterTests {
    /// The texts of the lines in `bytes`, fed in pieces of `size`; then what is left without a newline.
    private func lines(_ text: String, pieces size: Int) -> (lines: [String], rest: String?) {
        let bytes = Array(text.utf8)
        var splitter = LineSplitter()
        var found: [LineSplitter.Line] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { buffer in
                var rest = buffer
                while let line = splitter.next(in: &rest) { found.append(line) }
            }
        }
        let rest = splitter.finish()
        let text = { (line: LineSplitter.Line) in
            String(decoding: bytes[Int(line.start)..<Int(line.end)], as: UTF8.self)
        }
        return (found.map(text), rest.map(text))
    }

    static let cases: [(String, [String], String?)] = [
        ("", [], nil),
        ("a\n", ["a"], nil),
        ("a\nb", ["a"], "b"),
        ("\n\n", ["", ""], nil),
        ("a\r\nb\r\n", ["a", "b"], nil),
        ("a\r\r\n", ["a"], nil),
        ("\r\n", [""], nil),
        ("10%\r50%\r100%\n", ["100%"], nil),
        ("\r10%\r100%\r\nnext\n", ["100%", "next"], nil),
        ("10%\r50%", [], "50%"),
        ("10%\r", [], "10%"),
        ("\r", [], nil),
        ("first\n10%\r50%\nlast", ["first", "50%"], "last"),
    ]

    @Test(arguments: cases.indices)
    func `lines are the same in pieces of any size`(index: Int) {
        let (text, lines, rest) = Self.cases[index]
        for size in 1...max(1, text.utf8.count) {
            let found = self.lines(text, pieces: size)
            #expect(found.lines == lines, "pieces of \(size)")
            #expect(found.rest == rest, "pieces of \(size)")
        }
    }

    @Test func `offsets go on from where the stream is`() {
        var splitter = LineSplitter(at: 1_000_000_000_000)
        let line = Array("0%\rabc\n".utf8).withUnsafeBytes { buffer in
            var rest = buffer
            return splitter.next(in: &rest)
        }
        #expect(line == LineSplitter.Line(start: 1_000_000_000_003, end: 1_000_000_000_006))
    }

    @Test func `the visible part of a bar is its last drawing`() {
        let bar = Array("\r  1%|# |\r 99%|##|\r100%|##|\r".utf8)
        let range = bar.withUnsafeBytes { Redraw.visible(of: $0) }
        #expect(String(decoding: bar[range], as: UTF8.self) == "100%|##|")
    }
}
