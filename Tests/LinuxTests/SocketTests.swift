import Glibc
import Linux
import TestSupport
import Testing

@Suite("Socket") struct SocketTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `bytes go both ways`(host: String) throws {
        let listener = try Socket.listen(on: .internet(host: host, port: 0))
        let address = try listener.localAddress()
        #expect(try listener.hasNone())
        let client = try Socket.connect(to: address)
        let server = try listener.acceptNow()
        try client.descriptor.writeAll([1, 2])
        #expect(try read(server) == [1, 2])
        try server.descriptor.writeAll([3])
        server.closeWriting()
        #expect(try read(client) == [3])
        #expect(try read(client) == [])
    }

    @Test func `a port has one listener, unless they share it`() throws {
        let first = try Socket.listen(on: .internet(host: "127.0.0.1", port: 0), sharesPort: true)
        let address = try first.localAddress()
        let second = try Socket.listen(on: address, sharesPort: true)
        for taken in [{ _ = try Socket.listen(on: address) }, { _ = try Socket.probe(address) }] {
            let error = #expect(throws: SystemError.self) { try taken() }
            #expect(error?.isAddressInUse == true)
        }
        withExtendedLifetime(first) { withExtendedLifetime(second) {} }
    }

    @Test func `a port of which only the last conversation is left is free`() throws {
        let address: SocketAddress
        do {
            let listener = try Socket.listen(on: .internet(host: "127.0.0.1", port: 0))
            address = try listener.localAddress()
            let client = try Socket.connect(to: address)
            let server = try listener.acceptNow()
            // The server ends first, so its side waits in TIME_WAIT.
            _ = consume server
            #expect(try read(client) == [])
        }
        _ = try Socket.probe(address)
    }

    @Test func `nobody there is a refusal`() throws {
        let address: SocketAddress
        do { address = try Socket.listen(on: .internet(host: "127.0.0.1", port: 0)).localAddress() }
        let error = #expect(throws: SystemError.self) { _ = try Socket.connect(to: address) }
        #expect(error?.isDisconnected == true)
    }

    @Test func `a Unix socket tells whose process is at the other end`() throws {
        let path = folder.path + "/s"
        let listener = try Socket.listen(on: .path(path))
        let client = try Socket.connect(to: .path(path))
        let server = try listener.acceptNow()
        #expect(try server.peerUser() == geteuid())
        #expect(try client.peerUser() == geteuid())
    }

    @Test func `a read that takes too long fails with EAGAIN`() throws {
        let path = folder.path + "/s"
        let listener = try Socket.listen(on: .path(path))
        let client = try Socket.connect(to: .path(path))
        try client.setTimeout(.milliseconds(5))
        var buffer: [UInt8] = [0]
        #expect(try buffer.withUnsafeMutableBytes { try client.descriptor.read(into: $0) } == nil)
        withExtendedLifetime(listener) {}
    }

    @Test(arguments: [
        SocketAddress.path(String(repeating: "x", count: 108)), .path("a\0b"),
        .internet(host: "localhost", port: 1),
        .internet(host: "1.2.3", port: 1), .internet(host: "::zz", port: 1)
    ])
    func `what is no address is refused`(address: SocketAddress) {
        let error = #expect(throws: SystemError.self) { _ = try Socket.connect(to: address) }
        #expect(error?.code == EINVAL)
    }

    @Test func `a path of 107 bytes is the longest`() throws {
        let name = String(repeating: "x", count: 107 - folder.path.utf8.count - 1)
        let listener = try Socket.listen(on: .path(folder.path + "/" + name))
        #expect(try FileSystem.list(folder.path) == [name])
        withExtendedLifetime(listener) {}
    }

    @Test func `addresses read as people write them`() {
        #expect("\(SocketAddress.internet(host: "127.0.0.1", port: 80))" == "127.0.0.1:80")
        #expect("\(SocketAddress.internet(host: "::1", port: 80))" == "[::1]:80")
    }

    private func read(_ socket: borrowing Socket) throws -> [UInt8] {
        try eventually("bytes, or the end") {
            var buffer = [UInt8](repeating: 0, count: 16)
            return try buffer.withUnsafeMutableBytes { try socket.descriptor.read(into: $0) }.map {
                Array(buffer[..<$0])
            }
        }
    }
}
