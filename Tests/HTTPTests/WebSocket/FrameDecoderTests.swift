// Frames in: masks, lengths, fragments, control frames, UTF-8 (RFC 6455 sections 5, 8.1).
import HTTP
import Testing

@Suite("FrameDecoder, RFC 6455 section 5") struct FrameDecoderTests {
    private let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    private func decode(
        _ bytes: [UInt8], piecesOf size: Int = 1, isServer: Bool = true, limit: Int = 65_536
    ) throws(FrameError) -> [FrameDecoder.Event] {
        var decoder = FrameDecoder(isServer: isServer, limit: limit)
        var events: [FrameDecoder.Event] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            var offset = 0
            while let event = try decoder.next(piece.span, from: &offset) { events.append(event) }
        }
        return events
    }

    private func frame(_ opcode: Frame.Opcode, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
        FrameEncoder.encode(Frame(opcode, isFinal: isFinal, payload: payload), mask: mask)
    }

    private func text(_ text: String, isFinal: Bool = true) -> [UInt8] {
        frame(.text, Array(text.utf8), isFinal: isFinal)
    }

    @Test func `the examples of section 5.7 are read`() throws {
        #expect(
            try decode([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]) == [.text("Hello")]
        )
        let unmasked: [UInt8] = [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]
        #expect(try decode(unmasked, isServer: false) == [.text("Hello")])
        let fragments: [UInt8] = [0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F]
        #expect(try decode(fragments, isServer: false) == [.text("Hello")])
    }

    @Test(arguments: [0, 1, 125, 126, 127, 65_535, 65_536])
    func `each length comes through, in any pieces`(count: Int) throws {
        let payload = [UInt8](repeating: 0x61, count: count)
        let bytes = frame(.binary, payload) + frame(.ping, [1])
        #expect(try decode(bytes, piecesOf: 1) == [.binary(payload), .ping([1])])
        #expect(try decode(bytes, piecesOf: bytes.count) == [.binary(payload), .ping([1])])
    }

    @Test func `control frames may stand between fragments`() throws {
        let bytes =
            text("He", isFinal: false) + frame(.ping, [9]) + frame(.continuation, [0x6C], isFinal: false)
            + frame(.pong, []) + frame(.continuation, [0x70])
        #expect(try decode(bytes) == [.ping([9]), .pong([]), .text("Help")])
    }

    @Test func `a character may be cut by a fragment but not by the end`() throws {
        let cut = frame(.text, [0xC3], isFinal: false) + frame(.continuation, [0xA9])
        #expect(try decode(cut) == [.text("é")])
        #expect(throws: FrameError.invalidUTF8) { try decode(frame(.text, [0xC3])) }
    }

    @Test func `text is refused at its first bad byte`() {
        let beginning = Array(frame(.text, [0x61, 0xFF, 0x61, 0x61]).prefix(8))
        #expect(throws: FrameError.invalidUTF8) { try decode(beginning) }
    }

    @Test func `close carries code and reason`() throws {
        let bytes = FrameEncoder.close(1001, reason: "bye", mask: mask)
        #expect(try decode(bytes) == [.close(1001, reason: "bye")])
        #expect(try decode(frame(.close, [])) == [.close(nil, reason: "")])
    }

    @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000] as [UInt16])
    func `a code that may not be sent is a protocol error (7.4)`(code: UInt16) {
        #expect(throws: FrameError.closeCode) { try decode(FrameEncoder.close(code, mask: mask)) }
    }

    static let wrong: [([UInt8], FrameError)] = [
        ([0x81, 0x01, 0x61], .masking),
        ([0xC1, 0x80, 0, 0, 0, 0], .reservedBits),
        ([0x83, 0x80, 0, 0, 0, 0], .opcode),
        ([0x8B, 0x80, 0, 0, 0, 0], .opcode),
        ([0x09, 0x80, 0, 0, 0, 0], .fragmentedControl),
        ([0x89, 0xFE, 0, 126, 0, 0, 0, 0], .controlTooLong),
        ([0x80, 0x80, 0, 0, 0, 0], .continuation),
        ([0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0], .continuation),
        ([0x82, 0xFE, 0, 125, 0, 0, 0, 0], .length),
        ([0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0], .length),
        ([0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], .length),
        ([0x88, 0x81, 0, 0, 0, 0, 3], .closeCode),
        ([0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF], .invalidUTF8)
    ]

    @Test(arguments: wrong, [1, 100])
    func `what a peer may not send is told apart`(sample: ([UInt8], FrameError), size: Int) {
        #expect(throws: sample.1) { try decode(sample.0, piecesOf: size) }
    }

    @Test func `a message over the limit is refused at its header, fragments counted`() {
        let limited = frame(.binary, [UInt8](repeating: 0, count: 11)).prefix(6)
        #expect(throws: FrameError.messageTooBig(limit: 10)) { try decode(Array(limited), limit: 10) }
        let part = [UInt8](repeating: 0, count: 6)
        let fragments = frame(.binary, part, isFinal: false) + frame(.continuation, part)
        #expect(throws: FrameError.messageTooBig(limit: 10)) { try decode(fragments, limit: 10) }
        #expect(FrameError.messageTooBig(limit: 10).closeCode == 1009)
    }

    @Test func `a long reason is cut between characters`() throws {
        let reason = String(repeating: "é", count: 100)
        let bytes = FrameEncoder.close(1000, reason: reason, mask: mask)
        #expect(try decode(bytes) == [.close(1000, reason: String(repeating: "é", count: 61))])
    }

    @Test(
        arguments: [
            ([0xC0, 0x80], false), ([0xED, 0xA0, 0x80], false), ([0xF4, 0x90, 0x80, 0x80], false),
            ([0xF5], false),
            ([0x80], false), ([0xE0, 0x9F], false), ([0xF0, 0x8F], false), ([0xED, 0x9F, 0xBF], true),
            ([0xF4, 0x8F, 0xBF, 0xBF], true), ([0xF0, 0x90], true)
        ] as [([UInt8], Bool)])
    func `UTF-8 is checked as it comes (RFC 3629)`(bytes: [UInt8], accepted: Bool) {
        var check = UTF8Check()
        #expect(check.accept(bytes) == accepted)
    }
}
