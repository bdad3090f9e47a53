/// Letters to levels.
import LogText
import Streams
import Testing

@Suite struct LevelFilterTests {
    @Test(arguments: [
        ("D", [LogLevel.debug]), ("I", [.info]), ("W", [.warning]), ("E", [.error]), ("C", [.critical]),
        ("-", [.unknown]), ("WE", [.warning, .error]), ("EW", [.warning, .error]), ("WWW", [.warning]),
        ("-C", [.unknown, .critical]),
    ])
    func `letters choose levels`(letters: String, levels: [LogLevel]) throws {
        let filter = try #require(LevelFilter(letters: letters))
        #expect(LogLevel.allCases.filter { filter.contains($0) } == levels)
        #expect(!filter.isAll)
    }

    @Test(arguments: ["", "X", "w", "WX", "W E", "é", "W\0"])
    func `anything else is no filter`(letters: String) {
        #expect(LevelFilter(letters: letters) == nil)
    }

    @Test func `all six letters are no filter at all, so they share the bytes of those without one`() {
        #expect(LevelFilter(letters: "DIWEC-") == .all)
        #expect(LevelFilter(letters: "-CEWID")?.isAll == true)
    }

    @Test func `the same levels are equal however they were written`() {
        #expect(LevelFilter(letters: "EW") == LevelFilter(letters: "WEE"))
        #expect(LevelFilter(letters: "E") != LevelFilter(letters: "W"))
    }

    @Test func `every level has a letter of its own`() {
        #expect(LogLevel.allCases.map(\.letter) == Array("-DIWEC".utf8))
    }
}
