import Linux
import TestSupport
import Testing

@Suite("FileDescriptor, moving bytes") struct FileTransferTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func open(_ text: String) throws -> FileDescriptor {
        try FileDescriptor.open(try folder.write(text, to: "f"), .readWrite)
    }

    @Test(arguments: [(0, 3, "abc"), (4, 2, "ef"), (4, 100, "ef"), (6, 5, ""), (600, 5, ""), (2, 0, "")])
    func `a stretch of a file ends where the file ends`(offset: UInt64, count: Int, expected: String) throws {
        #expect(try open("abcdef").bytes(at: offset, count: count) == Array(expected.utf8))
    }

    @Test func `a positioned write moves nothing else`() throws {
        let file = try open("abcdef")
        try Array("XY".utf8).withUnsafeBytes { try file.writeAll($0, at: 2) }
        try Array("Z".utf8).withUnsafeBytes { try file.writeAll($0, at: 8) }
        #expect(try file.contents() == Array("abXYef\0\0Z".utf8))
    }

    @Test func `splice moves a pipe into a file at an offset`() throws {
        let file = try open("abcdef")
        let pipe = try Pipe()
        try pipe.writeEnd.writeAll(Array("12345".utf8))
        #expect(try pipe.readEnd.splice(into: file, at: 4, count: 3) == 3)
        #expect(try pipe.readEnd.splice(into: file, at: 7, count: 100) == 2)
        #expect(try pipe.readEnd.splice(into: file, at: 9, count: 100) == nil, "nothing is there now")
        #expect(try file.contents() == Array("abcd12345".utf8))
    }

    @Test func `splice tells that every writer is gone`() throws {
        let file = try open("")
        let pipe = try Pipe()
        let reader = try pipe.readEnd.duplicate()
        _ = consume pipe
        #expect(try reader.splice(into: file, at: 0, count: 10) == 0)
    }

    @Test func `sendfile sends a stretch, and 0 at the end of the file`() throws {
        let file = try open("abcdef")
        let listener = try Socket.listen(on: .path(folder.path + "/s"))
        let client = try Socket.connect(to: .path(folder.path + "/s"))
        let server = try listener.acceptNow()
        #expect(try server.descriptor.send(file: file, at: 2, count: 3) == 3)
        #expect(try server.descriptor.send(file: file, at: 6, count: 3) == 0)
        var buffer = [UInt8](repeating: 0, count: 8)
        #expect(try buffer.withUnsafeMutableBytes { try client.descriptor.read(into: $0) } == 3)
        #expect(Array(buffer[..<3]) == Array("cde".utf8))
    }

    @Test func `a whole file is read, also one that tells no size`() throws {
        let big = String(repeating: "0123456789", count: 2000)
        #expect(try open(big).contents() == Array(big.utf8))
        let status = try FileSystem.contents("/proc/self/status") ?? []
        #expect(String(decoding: status, as: UTF8.self).hasPrefix("Name:"))
    }

    @Test func `room is taken and a file is cut`() throws {
        let file = try open("abc")
        try file.preallocate(1000)
        #expect(try file.size() == 1000)
        try file.truncate(to: 2)
        #expect(try file.contents() == Array("ab".utf8))
    }
}
