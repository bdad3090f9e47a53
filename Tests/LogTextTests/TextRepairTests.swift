/// Bytes of a log as text: what is not UTF-8, and what is no text.
import Testing

@testable import LogText

@Suite("TextRepair") struct TextRepairTests {
    @Test(
        arguments: [
            ([0x61, 0x62], "ab"), ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xE2, 0x82], "\u{FFFD}"),
            ([0xE2, 0x82, 0xAC], "\u{20AC}"), ([0x61, 0x00, 0x62], "ab"),
            ([0x1B, 0x5B, 0x6D, 0x09, 0x08, 0x0D], "\u{1B}[m\t"),
            ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"), ([], ""),
        ] as [([UInt8], String)])
    func `a text is UTF-8 without controls but TAB and ESC`(bytes: [UInt8], text: String) {
        #expect(TextRepair.text(bytes[...]) == text)
    }

    @Test func `plain text needs no repair`() {
        #expect(!Array("a\tb \u{1B}[0m \u{20AC}".utf8).withUnsafeBytes { TextRepair.hasControls($0) })
        #expect([0x61, 0x07].withUnsafeBytes { TextRepair.hasControls($0) })
    }
}
