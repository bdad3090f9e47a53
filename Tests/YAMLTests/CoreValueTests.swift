/// The core schema, and that it is not YAML 1.1's: Norway's `no` is a text.
import Testing
import YAML

@Suite("CoreValue, YAML 1.2.2 section 10.3.2") struct CoreValueTests {
    @Test(arguments: ["", "~", "null", "Null", "NULL"])
    func `null has five spellings`(text: String) {
        #expect(CoreValue(plain: text) == .null)
    }

    @Test(arguments: [
        ("true", true), ("True", true), ("TRUE", true), ("false", false), ("False", false), ("FALSE", false),
    ])
    func `booleans are true and false only`(text: String, value: Bool) {
        #expect(CoreValue(plain: text) == .bool(value))
    }

    @Test(arguments: [
        ("0", 0), ("20", 20), ("-19", -19), ("+3", 3), ("007", 7), ("0o17", 15), ("0x1F", 31),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
    ])
    func `integers are decimal, octal or hexadecimal`(text: String, value: Int64) {
        #expect(CoreValue(plain: text) == .integer(value))
    }

    @Test(arguments: [
        ("0.5", 0.5), (".5", 0.5), ("5.", 5), ("-1e-3", -0.001), ("1E6", 1e6), ("+12.25e+2", 1225),
        (".inf", Double.infinity), ("-.INF", -Double.infinity),
        ("9223372036854775808", 9_223_372_036_854_775_808),
    ])
    func `numbers have a fraction, an exponent or no room in 64 bits`(text: String, value: Double) {
        #expect(CoreValue(plain: text) == .number(value))
    }

    @Test func `not a number is one, too`() {
        guard case .number(let value) = CoreValue(plain: ".nan") else { return #expect(Bool(false)) }
        #expect(value.isNaN)
    }

    @Test(arguments: [
        "no", "yes", "on", "off", "nULL", "tRUE", "1_000", "0o8", "0xG", "0x-1", "1e", "e3", ".", "-",
        "+", "--1", "1.2.3",
        "12:30", "2001-12-14", "nan", "inf", "infinity", "0b1", "1 ", "1f", "-.nan", "0x", "0x1p3", "١",
    ])
    func `all else is text`(text: String) {
        #expect(CoreValue(plain: text) == .string(text))
    }

    @Test func `what is quoted is text`() throws {
        let root = try YAMLParser.parse("['1', \"true\", '', 1]", file: "f")
        #expect(root.items?.map(\.scalar) == [.string("1"), .string("true"), .string(""), .integer(1)])
    }
}
