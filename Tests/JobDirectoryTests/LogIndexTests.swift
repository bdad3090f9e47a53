/// The bits of the index, as other programs may read them.
import LogText
import Testing

@testable import JobDirectory

@Suite("LogIndex") struct LogIndexTests {
    @Test func `a header is 64 bytes, little-endian`() throws {
        let header = LogIndex.Header(epoch: 0x0102_0304_0506_0708, beganAt: 0x11, firstLine: 0x22)
        let bytes = header.encoded()
        #expect(Array(bytes[..<16]) == Array("ANANAIDX".utf8) + [1, 0, 16, 0, 0, 0, 0, 0])
        #expect(Array(bytes[16..<24]) == [8, 7, 6, 5, 4, 3, 2, 1])
        #expect(Array(bytes[24..<40]) == [0x11, 0, 0, 0, 0, 0, 0, 0, 0x22, 0, 0, 0, 0, 0, 0, 0])
        #expect(bytes.count == 64)
        #expect(bytes.withUnsafeBytes { LogIndex.Header($0) } == header)
    }

    @Test func `a record is 40 bits of offset, 32 of length, 40 of time, 16 of flags`() {
        let record = LogIndex.Record(
            offset: 0x01_0203_0405, length: 0x0607_0809, milliseconds: 0x0A_0B0C_0D0E, level: .critical,
            stream: .system, flags: [.partial, .gap, .timeUnknown])
        var bytes: [UInt8] = []
        record.write(to: &bytes)
        #expect(bytes == [5, 4, 3, 2, 1, 9, 8, 7, 6, 0x0E, 0x0D, 0x0C, 0x0B, 0x0A, 0b1011_1101, 0b10])
        #expect(bytes.withUnsafeBytes { LogIndex.Record($0) } == record)
    }

    @Test func `the largest values come back`() {
        let record = LogIndex.Record(
            offset: (1 << 40) - 1, length: .max, milliseconds: (1 << 40) - 1, level: .debug,
            stream: .standardError,
            flags: [.cut, .continuation])
        var bytes: [UInt8] = []
        record.write(to: &bytes)
        #expect(bytes.withUnsafeBytes { LogIndex.Record($0) } == record)
    }

    @Test func `time before the log began is its beginning`() {
        var bytes: [UInt8] = []
        LogIndex.Record(offset: 0, length: 0, milliseconds: -5).write(to: &bytes)
        #expect(bytes.withUnsafeBytes { LogIndex.Record($0) }.milliseconds == 0)
    }

    @Test func `another magic, version or record size is no header`() {
        let bytes = LogIndex.Header(epoch: 1, beganAt: 1).encoded()
        for place in [0, 7, 8, 10] {
            var broken = bytes
            broken[place] ^= 1
            #expect(broken.withUnsafeBytes { LogIndex.Header($0) } == nil)
        }
        #expect(Array(bytes[..<63]).withUnsafeBytes { LogIndex.Header($0) } == nil)
    }
}
