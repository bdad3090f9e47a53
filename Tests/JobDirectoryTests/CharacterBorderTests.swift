/// A text that is cut ends with a whole character, whatever bytes it has.
import Testing

@testable import JobDirectory

@Suite("CharacterBorder") struct CharacterBorderTests {
    private func cut(_ bytes: [UInt8]) -> [UInt8] { Array(CharacterBorder.withoutCutCharacter(bytes[...])) }

    @Test(arguments: ["é", "€", "😀", "a€", "😀😀"])
    func `a character that is not whole goes, one that is stays`(text: String) {
        let bytes = Array(text.utf8)
        #expect(cut(bytes) == bytes)
        let last = Array(String(text.unicodeScalars.last!).utf8)
        for missing in 1..<last.count { #expect(cut(bytes.dropLast(missing)) == bytes.dropLast(last.count)) }
    }

    @Test(arguments: [[], [0x61], [0x80], [0x80, 0x80, 0x80, 0x80], [0x61, 0x80], [0xC3, 0xA9, 0x80]] as [[UInt8]])
    func `what is no UTF-8 stays as it is`(bytes: [UInt8]) {
        #expect(cut(bytes) == bytes)
    }

    @Test func `a line is cut before the character that does not fit`() throws {
        let fixture = try LogFixture("a€€\n")
        _ = try fixture.open()
        let reader = try LogReader.open(log: fixture.log, index: fixture.index)
        for (limit, text) in [(1, "a"), (2, "a"), (3, "a"), (4, "a€"), (6, "a€"), (7, "a€€")] {
            let line = try #require(try reader.window(1..<2, lineLimit: limit).first)
            #expect(String(decoding: line.text, as: UTF8.self) == text)
            #expect(line.isCut == (limit < 7))
        }
    }
}
