/// What is JSON, what is not, and where it goes wrong (RFC 8259; cases after JSONTestSuite's kinds).
import JSON
import Testing

@Suite("JSONReader, RFC 8259") struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), ("true", true), ("false", false), (" \t\r\n0 ", 0), ("-0", 0),
            ("-1", -1), ("20", 20),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9223372036854775808)), ("0.5", 0.5), ("1e2", .number(100)),
            ("1E+2", .number(100)),
            ("1.5e-1", 0.15), ("-0.0", .number(-0.0)),
            ("2.2250738585072014e-308", .number(.leastNormalMagnitude)), ("0e10", .number(0)),
            ("\"\"", ""), ("\"a\"", "a"), ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{08}\u{0C}\n\r\t"),
            ("\"\\u0041\\u00e9\\u20AC\"", "A\u{E9}\u{20AC}"), ("\"\\ud83d\\ude00\"", "\u{1F600}"),
            ("\"\\uD834\\uDd1e x\"", "\u{1D11E} x"),
            ("\"\\u0000\"", "\0"), ("\"é€😀\"", "é€😀"), ("\"\u{7F}\"", "\u{7F}"), ("\"\u{2028}\"", "\u{2028}"),
            ("\"\\uFFFF\"", "\u{FFFF}"),
            ("[]", []), ("[ ]", []), ("[1 , \"a\" ,[null]]", [1, "a", [nil]]), ("{}", [:]), ("{ }", [:]),
            ("{\"a\":1,\"b\" : {\"c\":[]}}", ["a": 1, "b": ["c": []]]), ("{\"\":0}", ["": 0]),
            ("{\"a\\u0062\":0}", ["ab": 0]),
            ("\"0123456789\\n0123456789é\"", "0123456789\n0123456789é"),
        ] as [(String, JSONValue)])
    func `what is JSON is read`(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "nulL", "truex", "TRUE", "+1", "01", "-01", "-", "1.", ".5", "1.e1", "1e", "1e+",
        "0x1", "1_0", "Infinity", "NaN",
        "1 2", "'a'", "\"", "\"a", "\"\\\"", "\"\\a\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u\"", "\"\\U0041\"",
        "\"\n\"", "\"\t\"", "\"\0\"", "\"\\",
        "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{", "}", "{1:2}", "{a:1}", "{\"a\"}",
        "{\"a\":}", "{\"a\" 1}", "{\"a\":1,}",
        "{\"a\":1 \"b\":2}", "{,}", "{\"a\":1]", "[]]", "{}}", "[1]x", "// a\n1", "/**/1", "\u{FEFF}1",
        "\u{A0}1", "[1,\u{0C}2]",
        "1e400", "-1e400", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\ud800\"", "\"\\ud800x\"",
        "\"\\ud800\\n\"", "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}", "{\"é\":1,\"e\u{301}\":2}",
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3, 0x28],
        ] as [[UInt8]])
    func `a string that is not UTF-8 is refused at its byte`(bytes: [UInt8]) {
        let text = Array("[\"a".utf8) + bytes + Array("\"]".utf8)
        #expect(throws: JSONError(.invalidUTF8, pointer: "/0", offset: 3)) { try JSONValue(parsing: text) }
    }

    @Test(arguments: [
        (
            "{\"a\":{\"b/c~\":[1,x]}}", JSONError.Kind.unexpectedByte(UInt8(ascii: "x"), expected: "a value"),
            "/a/b~1c~0/1", 16
        ),
        ("{\"a\":1,\"a\":2}", .duplicateKey("a"), "/a", 7), ("{\"a\":1", .unexpectedEnd, "/a", 6),
        ("[\"\\ud800\"]", .loneSurrogate, "/0", 2), ("[0,012]", .invalidNumber, "/1", 3),
        ("[\"a\u{1}\"]", .controlCharacter(1), "/0", 3),
        ("[1] 2", .trailingBytes, "", 4), ("{\"n\":1e999}", .numberOutOfRange, "/n", 5),
        ("[\"\\x\"]", .invalidEscape, "/0", 2),
    ])
    func `an error says where`(text: String, kind: JSONError.Kind, pointer: String, offset: Int) {
        #expect(throws: JSONError(kind, pointer: pointer, offset: offset)) {
            try JSONValue(parsing: Array(text.utf8))
        }
    }

    @Test func `nesting is limited to 64`() throws {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSONValue(parsing: Array(deepest.utf8))
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(("[" + deepest + "]").utf8)) }
        let flood = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError.self) { try JSONValue(parsing: flood) }
    }

    @Test func `a duplicate among many members is found`() {
        let members = (0..<500).map { "\"k\($0)\":0" } + ["\"k3\":1"]
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: Array(("{" + members.joined(separator: ",") + "}").utf8))
        }
    }

    @Test func `every proper beginning of a document is refused`() {
        let text = Array("{\"a\":[1,2.5e3,\"\\u00e9\\ud83d\\ude00é\",true,null,{}]}".utf8)
        for end in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text[..<end])) }
        }
    }

    @Test func `values are pulled in order, and what is unwanted is skipped`() throws {
        var reader = JSONReader(Array("{\"a\":[10,20],\"x\":{\"y\":[{}]},\"b\":false}".utf8))
        try reader.beginObject()
        #expect(try reader.nextKey() == "a")
        try reader.beginArray()
        #expect(try reader.nextElement())
        #expect(try reader.integer() == 10)
        #expect(try reader.nextElement())
        #expect(reader.pointer == "/a/1")
        #expect(try reader.integer() == 20)
        #expect(try !reader.nextElement())
        #expect(try reader.nextKey() == "x")
        try reader.skip()
        #expect(try reader.nextKey() == "b")
        #expect(try !reader.bool())
        #expect(try reader.nextKey() == nil)
        try reader.finish()
    }

    @Test(arguments: [("20", 20), ("20.0", 20), ("2e1", 20), ("-0.0", 0)] as [(String, Int64)])
    func `an integer may be written with a fraction of zero`(text: String, value: Int64) throws {
        var reader = JSONReader(Array(text.utf8))
        #expect(try reader.integer() == value)
    }

    @Test(arguments: [
        ("0.5", JSONError.Kind.wrongKind(expected: "an integer", found: "a fraction")),
        ("\"1\"", .wrongKind(expected: "a number", found: "a string")),
        ("9223372036854775808", .numberOutOfRange),
    ])
    func `what is no integer is refused`(text: String, kind: JSONError.Kind) {
        var reader = JSONReader(Array(text.utf8))
        #expect(throws: JSONError(kind, pointer: "", offset: 0)) { try reader.integer() }
    }
}
