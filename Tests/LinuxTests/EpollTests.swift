@testable import Linux
import TestSupport
import Testing

@Suite("Epoll") struct EpollTests {
    let folder: TemporaryDirectory
    let epoll: Instance

    /// A test's values are copied, an epoll instance is not.
    final class Instance {
        let epoll: Epoll
        init() throws { epoll = try Epoll() }

        func events() throws -> [UInt64: Readiness] {
            var events: [UInt64: Readiness] = [:]
            for index in 0..<(try epoll.wait(milliseconds: 0)) {
                let (token, readiness) = epoll.event(index)
                events[token] = readiness
            }
            return events
        }
    }

    init() throws {
        folder = try TemporaryDirectory()
        epoll = try Instance()
    }

    @Test func `what is readable is told until it is read`() throws {
        let pipe = try Pipe()
        try epoll.epoll.add(pipe.readEnd.number, for: .readable, token: 7)
        #expect(try epoll.events().isEmpty)
        try pipe.writeEnd.writeAll([1])
        #expect(try epoll.events() == [7: .readable])
        #expect(try epoll.events() == [7: .readable])
        var byte: [UInt8] = [0]
        _ = try byte.withUnsafeMutableBytes { try pipe.readEnd.read(into: $0) }
        #expect(try epoll.events().isEmpty)
    }

    @Test func `only what is asked for is told, and the end always`() throws {
        let pipe = try Pipe()
        let reader = try pipe.readEnd.duplicate()
        try epoll.epoll.add(reader.number, for: [], token: 1)
        try pipe.writeEnd.writeAll([1])
        #expect(try epoll.events().isEmpty)
        try epoll.epoll.change(reader.number, to: .readable, token: 2)
        #expect(try epoll.events() == [2: .readable])
        try epoll.epoll.change(reader.number, to: [], token: 2)
        _ = consume pipe
        #expect(try epoll.events() == [2: .hangup])
    }

    @Test func `a peer that has only ended its side is told apart from one that is gone`() throws {
        let listener = try Socket.listen(on: .path(folder.path + "/s"))
        let client = try Socket.connect(to: .path(folder.path + "/s"))
        let server = try listener.acceptNow()
        try epoll.epoll.add(server.descriptor.number, for: .peerClosed, token: 1)
        #expect(try epoll.events().isEmpty)
        client.closeWriting()
        #expect(try epoll.events() == [1: .peerClosed])
        _ = consume client
        #expect(try epoll.events() == [1: [.peerClosed, .hangup]])
    }

    @Test func `what was removed is told no more`() throws {
        let pipe = try Pipe()
        try epoll.epoll.add(pipe.readEnd.number, for: .readable, token: 7)
        try pipe.writeEnd.writeAll([1])
        epoll.epoll.remove(pipe.readEnd.number)
        #expect(try epoll.events().isEmpty)
    }

    @Test func `a file can't be waited for`() throws {
        let file = try FileDescriptor.open(try folder.write("", to: "f"), .read)
        #expect(throws: SystemError.self) { try epoll.epoll.add(file.number, for: .readable, token: 1) }
    }
}
