// Range (RFC 9110 section 14).
import HTTP
import Testing

@Suite("ByteRange, RFC 9110 section 14") struct ByteRangeTests {
    @Test(arguments: [
        ("bytes=0-4", ByteRange.part(0..<5)), ("bytes=3-", .part(3..<10)), ("bytes=-4", .part(6..<10)),
        ("bytes=0-99", .part(0..<10)), ("bytes=-99", .part(0..<10)), ("Bytes=9-9", .part(9..<10)),
        ("bytes=10-", .unsatisfiable), ("bytes=99-100", .unsatisfiable), ("bytes=-0", .unsatisfiable),
        ("bytes=5-4", .whole), ("bytes=", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole),
        ("bytes=1-2-3", .whole),
        ("bytes=0-1,3-4", .parts([0..<2, 3..<5])), ("bytes=-2, 0-0", .parts([8..<10, 0..<1])),
        ("bytes=0-1,10-", .part(0..<2)), ("bytes=10-,11-", .unsatisfiable), ("bytes=0-3,3-4", .whole),
        ("bytes=0-1,x", .whole), ("bytes=0-0,2-2,", .whole), ("lines=0-1", .whole), ("bytes=99999999999999999999-", .unsatisfiable),
        ("bytes=0-99999999999999999999", .part(0..<10))
    ])
    func `a range of ten bytes`(value: String, range: ByteRange) {
        #expect(ByteRange(value, size: 10) == range)
    }

    @Test func `who asks for very many parts gets the whole`() {
        let many = (0..<17).map { "\(2 * $0)-\(2 * $0)" }.joined(separator: ",")
        #expect(ByteRange("bytes=" + many, size: 100) == .whole)
    }

    @Test func `without the field all is sent`() {
        #expect(ByteRange(nil, size: 10) == .whole)
    }

    @Test func `nothing of an empty file can be had`() {
        #expect(ByteRange("bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRange("bytes=-5", size: 0) == .unsatisfiable)
    }
}
