/// Values to bytes.
import JSON
import Testing

@Suite("JSONWriter, RFC 8259") struct JSONWriterTests {
    @Test func `commas come by themselves`() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        writer.integer(1)
        writer.beginObject()
        writer.endObject()
        writer.bool(true)
        writer.endArray()
        writer.key("b")
        writer.null()
        writer.key("c")
        writer.string("x")
        writer.endObject()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a":[1,{},true],"b":null,"c":"x"}"#)
    }

    @Test(arguments: [
        ("", #""""#), ("plain text, longer than eight", #""plain text, longer than eight""#),
        ("\"\\/", #""\"\\/""#),
        ("\u{08}\t\n\u{0C}\r", #""\b\t\n\f\r""#), ("\0\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
        ("é€😀\u{2028}", "\"é€😀\u{2028}\""),
        ("1234567\"", #""1234567\"""#), ("12345678\u{1}é", #""12345678\u0001é""#),
    ])
    func `a string is escaped no more than needed`(text: String, json: String) {
        var writer = JSONWriter()
        writer.string(text)
        #expect(writer.bytes == Array(json.utf8))
    }

    @Test func `every ASCII character at every place of a word comes back`() {
        let lost = (UInt8(0)..<128).filter { code in
            (0..<17).contains { place in
                var text = String(repeating: "x", count: 17)
                text.insert(Character(Unicode.Scalar(code)), at: text.index(text.startIndex, offsetBy: place))
                let value = JSONValue.string(text)
                return (try? JSONValue(parsing: value.encoded())) != value
            }
        }
        #expect(lost.isEmpty)
    }

    @Test(
        arguments: [
            ([0x61, 0x80, 0x62], "a\u{FFFD}b"), ([0xE2, 0x82], "\u{FFFD}"),
            ([0xF0, 0x9F, 0x98, 0x41], "\u{FFFD}A"),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xC3, 0xA9], "é"),
            ([0xFF, 0xFF], "\u{FFFD}\u{FFFD}"),
            ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ] as [([UInt8], String)])
    func `bytes that are not UTF-8 are repaired`(bytes: [UInt8], text: String) {
        var writer = JSONWriter()
        writer.string(utf8: bytes[...])
        #expect(writer.bytes == Array("\"\(text)\"".utf8))
    }

    @Test func `repair agrees with the standard library's on random bytes`() {
        var generator = SystemRandomNumberGenerator()
        let alphabet: [UInt8] = [
            0x41, 0x80, 0xBF, 0xC2, 0xE0, 0xA0, 0xED, 0x9F, 0xF0, 0x90, 0xF4, 0x8F, 0xFF, 0xE2, 0x82,
        ]
        for _ in 0..<2000 {
            let bytes = (0..<12).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            var writer = JSONWriter()
            writer.string(utf8: bytes[...])
            #expect(writer.bytes == Array("\"\(String(decoding: bytes, as: UTF8.self))\"".utf8))
        }
    }

    @Test func `integers of every width`() {
        var writer = JSONWriter()
        writer.beginArray()
        writer.integer(Int64.min)
        writer.integer(Int64.max)
        writer.integer(UInt64.max)
        writer.integer(Int32(-7))
        writer.integer(0)
        writer.integer(10)
        writer.endArray()
        let text = "[-9223372036854775808,9223372036854775807,18446744073709551615,-7,0,10]"
        #expect(writer.bytes == Array(text.utf8))
    }

    @Test(
        arguments: [(0.1, "0.1"), (1, "1.0"), (-2.5e-7, "-2.5e-07"), (.infinity, "null"), (.nan, "null")]
            as [(Double, String)])
    func `a number reads back as it was, and what JSON can't say is null`(value: Double, json: String) {
        var writer = JSONWriter()
        writer.number(value)
        #expect(writer.bytes == Array(json.utf8))
    }

    @Test func `texts with something else between them have no comma there`() {
        var writer = JSONWriter()
        for number in 1...2 {
            writer.verbatim("id: ")
            writer.integer(number)
            writer.verbatim("\ndata: ")
            writer.beginObject()
            writer.key("n")
            writer.integer(number)
            writer.endObject()
            writer.verbatim("\n\n")
        }
        #expect(writer.bytes == Array("id: 1\ndata: {\"n\":1}\n\nid: 2\ndata: {\"n\":2}\n\n".utf8))
    }
}
