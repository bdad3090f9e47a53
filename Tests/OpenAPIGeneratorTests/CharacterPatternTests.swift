/// The patterns that we compile, and those that we refuse.
import Testing
@testable import OpenAPIGenerator

@Suite struct CharacterPatternTests {
    @Test(
        arguments: [
            ("^[0-9a-z-]+$", [0x30...0x39, 0x61...0x7A, 0x2D...0x2D], false, 1, nil),
            ("^[^\\u0000-\\u001f\\u007f]*$", [0...0x1F, 0x7F...0x7F], true, 0, nil),
            ("^[a]$", [0x61...0x61], false, 1, 1), ("^[\\d\\-]?$", [0x30...0x39, 0x2D...0x2D], false, 0, 1),
            ("^[\\x41.]{3}$", [0x41...0x41, 0x2E...0x2E], false, 3, 3),
            ("^[a-]{2,}$", [0x61...0x61, 0x2D...0x2D], false, 2, nil),
            ("^[\\w]{1,26}$", [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A], false, 1, 26),
            ("^[é]+$", [0xE9...0xE9], false, 1, nil),
        ] as [(String, [ClosedRange<UInt32>], Bool, Int, Int?)])
    func `a class and how often`(
        text: String, ranges: [ClosedRange<UInt32>], isNegated: Bool, minimum: Int, maximum: Int?
    ) throws {
        let pattern = try CharacterPattern(text)
        #expect(pattern.ranges == ranges)
        #expect(pattern.isNegated == isNegated)
        #expect(pattern.minimum == minimum)
        #expect(pattern.maximum == maximum)
    }

    @Test(arguments: [
        "", "a", "[a]+", "^[a]+", "^a+$", "^[a]+[b]$", "^([a])+$", "^[a]{2,1}$", "^[a]{x}$", "^[a]{1,2,3}$",
        "^[\\s]+$", "^[\\p{L}]+$",
        "^[\\u12]+$", "^[a]+?$", "^$", "^[a$",
    ])
    func `anything else is refused`(text: String) {
        #expect(throws: CharacterPattern.Fault.unsupported) { try CharacterPattern(text) }
    }

    @Test func `a range that runs backwards is refused`() {
        #expect(throws: CharacterPattern.Fault.reversedRange) { try CharacterPattern("^[b-a]$") }
    }
}
