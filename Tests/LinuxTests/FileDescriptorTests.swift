import Glibc
import Linux
import TestSupport
import Testing

@Suite("FileDescriptor") struct FileDescriptorTests {
    @Test func `it is closed when its owner ends`() throws {
        let reader = try openPipeAndDropItsWriter()
        #expect(try reader.read(into: UnsafeMutableRawBufferPointer(start: nil, count: 0)) == 0)
        #expect(try readAll(reader) == [])
    }

    private func openPipeAndDropItsWriter() throws -> FileDescriptor {
        let pipe = try Pipe()
        return try pipe.readEnd.duplicate()
    }

    @Test func `a duplicate keeps the file open`() throws {
        let pipe = try Pipe()
        let reader = try pipe.readEnd.duplicate()
        let writer = try pipe.writeEnd.duplicate()
        _ = consume pipe
        try writer.writeAll([1, 2, 3])
        writer.close()
        #expect(try readAll(reader) == [1, 2, 3])
    }

    @Test func `it is not inherited by programs`() throws {
        let file = try FileDescriptor.open("/dev/null", .read)
        let number = Int32(file.procPath.split(separator: "/").last ?? "") ?? -1
        #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
        withExtendedLifetime(file) {}
    }

    @Test func `a read that would wait says so when it must not`() throws {
        let pipe = try Pipe()
        try pipe.readEnd.setNonblocking(true)
        var buffer = [UInt8](repeating: 0, count: 8)
        #expect(try buffer.withUnsafeMutableBytes { try pipe.readEnd.read(into: $0) } == nil)
        try pipe.writeEnd.writeAll([7])
        #expect(try buffer.withUnsafeMutableBytes { try pipe.readEnd.read(into: $0) } == 1)
    }

    @Test func `a file that must be new is refused where there is one`() throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write("x", to: "f")
        let error = #expect(throws: SystemError.self) {
            _ = try FileDescriptor.open(path, [.write, .create, .exclusive])
        }
        #expect(error?.exists == true)
    }

    private func readAll(_ reader: borrowing FileDescriptor) throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            var buffer = [UInt8](repeating: 0, count: 16)
            guard let count = try buffer.withUnsafeMutableBytes({ try reader.read(into: $0) }), count > 0
            else { return all }
            all += buffer[..<count]
        }
    }
}
