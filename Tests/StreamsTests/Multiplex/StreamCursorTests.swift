/// Cursors: opaque to clients, exact for us.
@testable import Streams
import Testing

@Suite struct StreamCursorTests {
    @Test(arguments: [
        "e812", "l96413", "bx0z1a3c9.e813.l98309", "b1.e0.f12", "e7.l1.pdeadbeef.u1764000000000", "b1",
    ])
    func `a cursor reads as it is written`(text: String) throws {
        #expect(try #require(StreamCursor(text)).text == text)
    }

    @Test func `its parts may come in any order, and each may be missing`() throws {
        let cursor = try #require(StreamCursor("l9.e3.bx"))
        #expect(cursor.boot == "x" && cursor.seq == 3 && cursor.line == 9 && !cursor.isFinal)
        let final = try #require(StreamCursor("f9"))
        #expect(final.line == 9 && final.isFinal && final.seq == nil && final.boot == nil)
    }

    @Test(arguments: [
        "", ".", "e", "e-1", "l0", "e1.", "e1.e2", "l1.f1", "x1", "17", "e1,l2", "e 1", "e1e", "b", "pxyz",
        "e99999999999999999999", "l9223372036854775807", "b123456789012345678901234567890123",
    ])
    func `anything else is none`(text: String) {
        #expect(StreamCursor(text) == nil)
    }
}
