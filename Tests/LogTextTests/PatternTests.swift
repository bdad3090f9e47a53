/// Regular expressions: what they match, as Swift's own engine sees it too; what is refused, and why.
import Testing

@testable import LogText

@Suite("PatternMatcher") struct PatternTests {
    private func matches(_ pattern: String, _ line: String, ignoresCase: Bool = false) throws -> Bool {
        let matcher = PatternMatcher(try PatternProgram(pattern, ignoresCase: ignoresCase))
        return Array(line.utf8).withUnsafeBytes { matcher.matches($0) }
    }

    @Test(arguments: [
        ("loss", "step 1 loss=0.3", true), ("^loss", "step 1 loss=0.3", false),
        ("0\\.3$", "loss=0.3", true),
        ("", "", true), ("^$", "", true), ("^$", "x", false), ("a|b|", "c", true),
        ("^(a|b)+$", "abab", true),
        ("^a{2,3}$", "aa", true), ("^a{2,3}$", "aaaa", false), ("^a{2}$", "aa", true),
        ("^a{2,}$", "aaaaa", true),
        ("^a*?b+?c??$", "aab", true), ("a{", "a{", true), ("a{,3}", "a{,3}", true), ("x*", "", true),
        ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), ("[]a]", "]", true), ("[a\\-z]", "-", true),
        ("[a-]", "-", true),
        ("\\d+\\.\\d+", "loss 0.25", true), ("\\bOOM\\b", "CUDA OOM!", true),
        ("\\bOOM\\b", "ZOOM", false),
        ("\\Bx", "ax", true), ("\\Bx", "x", false), ("\\bx", "x", true), ("x\\b", "x", true),
        ("\\b", "", false),
        ("é", "caf\u{e9}", true), ("^.$", "é", true), ("^..$", "é", false), ("[à-ü]", "é", true),
        ("[^à-ü]$", "é", false),
        ("^[^x]$", "\u{1F600}", true), ("\\u{1F600}", "\u{1F600}", true), ("\\u00e9", "é", true),
        ("\\x41", "A", true),
        ("(?:ab)+", "abab", true), ("(?P<n>a)", "a", true), ("(?<n>a)", "a", true),
        ("(?i)LOSS", "loss", true),
        ("\\[INFO\\]", "[INFO] x", true), ("a.c", "abc", true), ("^\\s*$", " \t", true),
        ("\\S", " ", false),
        ("\\w\\W", "a-", true), ("^.*error.*$", "an error here", true), ("$^", "", true),
        ("(^|,)x", "a,x", true),
        ("(a*)*b", String(repeating: "a", count: 5000) + "c", false),
        ("(a|a)*$x", String(repeating: "a", count: 5000), false)
    ])
    func `a pattern matches or does not`(pattern: String, line: String, expected: Bool) throws {
        #expect(try matches(pattern, line) == expected)
    }

    @Test(arguments: [
        ("ERROR", "an Error", true), ("[a-c]X", "Bx", true), ("É", "é", true),
        ("straße", "STRAßE", true), ("a", "b", false)
    ])
    func `case may not count`(pattern: String, line: String, expected: Bool) throws {
        #expect(try matches(pattern, line, ignoresCase: true) == expected)
    }

    @Test(
        arguments: [
            ("(", .notClosed("("), 0), ("a(b", .notClosed("("), 1), ("a)", .nothingToClose, 1),
            ("[a", .notClosed("["), 0),
            ("*a", .nothingToRepeat, 0), ("a|+", .nothingToRepeat, 2), ("^*", .nothingToRepeat, 1),
            ("[z-a]", .badRange, 1),
            ("a{3,2}", .badRepeat, 1), ("a{1001}", .badRepeat, 1), ("a{3", .badRepeat, 1),
            ("\\q", .badEscape("q"), 0),
            ("\\", .badEscape(" "), 0), ("(?x)", .badGroup, 0),
            ("(a)\\1", .unsupported("back references"), 3),
            ("(?=a)", .unsupported("(?=…) look-arounds"), 0),
            ("(?<!a)", .unsupported("(?<!…) look-arounds"), 0),
            ("((a{1000}){1000}){1000}", .tooLarge, 0),
            (String(repeating: "(", count: 500), .tooDeep, 101),
            ("\\xZZ", .badEscape("u"), 0), ("[a-\\d]", .badRange, 1)
        ] as [(String, PatternError.Kind, Int)])
    func `a pattern that is none says where and why`(
        pattern: String, kind: PatternError.Kind, place: Int
    ) {
        #expect(throws: PatternError(kind, at: place)) {
            try PatternProgram(pattern, ignoresCase: false)
        }
    }

    @Test func `random patterns match what Swift's engine matches`() throws {
        var generator = SystemRandomNumberGenerator()
        let parts = [
            "a", "b", ".", "é", "[ab]", "[^a]", "\\d", "(a|b)", "(?:ab|é)", "a*", "b+", "c?", "(ab)*",
            "a{2}", "b{1,2}", "^", "$",
            "|", "\\b", "x", "\\w", "\\s"
        ]
        var compared = 0
        for _ in 0..<3_000 {
            let pattern = (0..<Int.random(in: 1...6, using: &generator))
                .map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
            guard let reference = try? Regex(pattern).wordBoundaryKind(.simple),
                let program = try? PatternProgram(pattern, ignoresCase: false)
            else { continue }
            let matcher = PatternMatcher(program)
            for _ in 0..<6 {
                let line = (0..<Int.random(in: 0...8, using: &generator))
                    .map { _ in ["a", "b", "c", "é", " ", "1", "x"].randomElement(using: &generator) ?? "" }
                    .joined()
                let expected = line.firstMatch(of: reference) != nil
                let found = Array(line.utf8).withUnsafeBytes { matcher.matches($0) }
                #expect(found == expected, "\(pattern) on '\(line)'")
                compared += 1
            }
        }
        #expect(compared > 5_000)
    }

    @Test func `an automaton with very many states begins anew and stays right`() throws {
        let matcher = PatternMatcher(try PatternProgram("a.{14}b", ignoresCase: false))
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let line = (0..<200).map { _ in UInt8.random(in: 0x61...0x63, using: &generator) }
            let expected = line.indices.contains {
                $0 + 15 < line.count && line[$0] == 0x61 && line[$0 + 15] == 0x62
            }
            #expect(line.withUnsafeBytes { matcher.matches($0) } == expected)
        }
    }

    @Test func `bytes that are no UTF-8 are no trap`() throws {
        let matcher = PatternMatcher(try PatternProgram("a.b|\\bx", ignoresCase: false))
        for bytes in [[0x61, 0xFF, 0x62], [0xC3], [0xF0, 0x9F], [0x61, 0xC3, 0xA9, 0x62]] as [[UInt8]] {
            #expect(bytes.withUnsafeBytes { matcher.matches($0) } == (bytes.count == 4))
        }
    }
}
