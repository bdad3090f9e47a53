/// The line that is being written.
@testable import Streams
import LogText
import Testing

@Suite struct OpenLineTests {
    @Test(arguments: [
        ("10%\r20%", "20%"), ("10%\r20%\r", "20%"), ("no end", "no end"), ("\u{1B}[32m5%", "\u{1B}[32m5%"),
        ("a\u{0}b", "ab"),
    ])
    func `shows what is still to be seen`(bytes: String, text: String) {
        var line = OpenLine()
        let hasNews = line.update(Array(bytes.utf8))
        #expect(hasNews && line.rows == [text])
    }

    @Test(arguments: ["", "\r", "\r\r", "\u{0}", "\u{7}\r"])
    func `shows nothing where nothing is to be seen`(bytes: String) {
        var line = OpenLine()
        let hasNews = line.update(Array(bytes.utf8))
        #expect(!hasNews)
        #expect(line.rows.isEmpty)
    }

    @Test func `bytes that are not UTF-8 are repaired`() {
        var line = OpenLine()
        _ = line.update([0x61, 0xFF])
        #expect(line.rows == ["a\u{FFFD}"])
    }

    @Test func `the same text again is no news`() {
        var line = OpenLine()
        _ = line.update(Array("5%".utf8))
        let repeated = line.update(Array("4%\r5%".utf8))
        #expect(!repeated)
    }

    @Test func `a bar that is recognised has numbers, and bars under one another are rows`() {
        var line = OpenLine()
        _ = line.update(Array("INFO: before\nEpoch 3: 62%|######---| 620/1000 [02:10<01:19, 4.7it/s]".utf8))
        #expect(line.progress?.done == 620 && line.progress?.total == 1000 && line.progress?.eta == 79)
        _ = line.update(Array("one 10%\ntwo 20%\u{1B}[1A\rone 11%\ntwo 21%".utf8))
        #expect(line.rows == ["one 11%", "two 21%"])
    }

    @Test func `its end is news once`() {
        var line = OpenLine()
        _ = line.update(Array("5%".utf8))
        let ended = line.update([])
        let again = line.update([])
        #expect(ended && !again)
    }
}
