// WebSockets on real sockets, by a client made by hand (RFC 6455).
import HTTP
import HTTPServer
import Linux
import Testing

@Suite("WebSocketSession, RFC 6455") struct WebSocketSessionTests {
    private let heard = Heard()
    private let mask: [UInt8] = [1, 2, 3, 4]

    private func server(
        lane: Lane = .loop, _ configure: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> TestServer {
        let heard = heard
        let route = Route(.get, PathTemplate("/ws"), lane: lane) { _, _ in
            Response(
                status: .ok, fields: ["Sec-WebSocket-Protocol": "v1"],
                body: .webSocket { TestSource($0, heard) })
        }
        return try TestServer([route], configure)
    }

    private func upgrade(
        _ server: TestServer, and more: [UInt8] = [], receiveBuffer: Int32? = nil
    ) throws -> SocketClient {
        let client = try server.connect(receiveBuffer: receiveBuffer)
        let head =
            "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        try client.send(Array(head.utf8) + more)
        let response = try client.response()
        #expect(response.code == 101)
        #expect(response.head.fields[.secWebSocketAccept] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(response.head.fields[.secWebSocketProtocol] == "v1")
        #expect(response.head.fields[.connection] == "Upgrade")
        return SocketClient(client)
    }

    private func frame(_ opcode: Frame.Opcode, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
        FrameEncoder.encode(Frame(opcode, isFinal: isFinal, payload: payload), mask: mask)
    }

    private func text(_ text: String) -> [UInt8] { frame(.text, Array(text.utf8)) }

    @Test func `messages go both ways, also those sent behind the handshake`() throws {
        let server = try server()
        let client = try upgrade(server, and: text("early"))
        #expect(try client.event() == .text("echo early"))
        try client.send(
            frame(.text, Array("fra".utf8), isFinal: false) + frame(.continuation, Array("gment".utf8)))
        #expect(try client.event() == .text("echo fragment"))
        try client.send(frame(.binary, [1, 2, 3]))
        try client.send(frame(.ping, [7]))
        #expect(try client.event() == .pong([7]))
        #expect(heard.all == ["text early", "text fragment", "binary 3"])
    }

    @Test func `an upgrade decided on another lane loses nothing that came meanwhile`() throws {
        let server = try server(lane: .worker)
        let client = try upgrade(server, and: text("early"))
        #expect(try client.event() == .text("echo early"))
        try client.send(text("later"))
        #expect(try client.event() == .text("echo later"))
    }

    @Test func `what is sent at once and what is queued keep their order, also past what the kernel takes`() throws {
        let server = try server { $0.maxUnsentBytes = 4096 }
        let client = try upgrade(server)
        for count in [4, 30_000] {
            try client.send(text("\(count)"))
            for number in 1...count { try #require(try client.event() == .text("\(number) of \(count)")) }
        }
    }

    @Test func `the peer's close is answered and the connection ends`() throws {
        let server = try server()
        let client = try upgrade(server)
        try client.send(FrameEncoder.close(1001, reason: "going", mask: mask))
        #expect(try client.event() == .close(1000, reason: ""))
        #expect(try client.event() == nil)
        try until("the source was told") { heard.all == ["closed"] }
    }

    @Test func `a close of ours waits for the peer's`() throws {
        let server = try server()
        let client = try upgrade(server)
        try client.send(text("close me"))
        #expect(try client.event() == .close(4000, reason: "as you wish"))
        try client.send(text("too late") + FrameEncoder.close(4000, mask: mask))
        #expect(try client.event() == nil)
        try until("the source was told") { heard.all == ["text close me", "closed"] }
    }

    @Test func `a peer that never answers a close is cut`() throws {
        let server = try server { $0.closeTimeout = .milliseconds(60) }
        let client = try upgrade(server)
        try client.send(text("close me"))
        _ = try client.event()
        #expect(try client.event() == nil)
    }

    @Test(
        arguments: [
            ([0x81, 0x01, 0x61], 1002), ([0x81, 0x81, 0, 0, 0, 0, 0xFF], 1007),
            ([0xF1, 0x80, 0, 0, 0, 0], 1002),
            ([0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 1], 1009)
        ] as [([UInt8], UInt16)])
    func `what breaks the protocol is told by its code`(bytes: [UInt8], code: UInt16) throws {
        let server = try server()
        let client = try upgrade(server)
        try client.send(bytes + (code == 1009 ? [0, 0, 0, 0] : []))
        #expect(try client.event() == .close(code, reason: ""))
        #expect(try client.event() == nil)
    }

    @Test func `a silent peer is pinged, then cut`() throws {
        let server = try server { $0.pingInterval = .milliseconds(60) }
        let client = try upgrade(server)
        #expect(try client.event() == .ping([]))
        #expect(try client.event() == nil)
        try until("the source was told") { heard.all == ["closed"] }
    }

    @Test func `a peer that answers pings is kept`() throws {
        let server = try server { $0.pingInterval = .seconds(3) }
        let client = try upgrade(server)
        for _ in 0..<2 {
            #expect(try client.event() == .ping([]))
            try client.send(frame(.pong, []))
        }
        try client.send(text("still here"))
        var event = try client.event()
        while event == .ping([]) { event = try client.event() }
        #expect(event == .text("echo still here"))
    }

    /// No ping would reach it: how long it may read nothing is the write stall's limit.
    @Test func `a peer that reads nothing for a while is not taken for gone`() throws {
        let server = try server {
            $0.loops = 1
            $0.pingInterval = .seconds(3)
        }
        let client = try upgrade(server, receiveBuffer: 65_536)
        try client.send(text("100000"))
        try until("the source has written") { heard.all == ["text 100000"] }
        // On the same loop another is pinged and cut: two intervals at least.
        let silent = try upgrade(server)
        while try silent.event() != nil {}
        for number in 1...100_000 {
            var event = try client.event()
            while event == .ping([]) {
                try client.send(frame(.pong, []))
                event = try client.event()
            }
            try #require(event == .text("\(number) of 100000"))
        }
    }

    @Test func `a draining server closes with a handshake`() throws {
        let server = try server()
        let client = try upgrade(server)
        server.server.drain()
        #expect(try client.event() == .close(1000, reason: ""))
        try client.send(FrameEncoder.close(1000, mask: mask))
        #expect(try client.event() == nil)
        server.server.wait()
        #expect(heard.all == ["shutdown", "closed"])
    }

    @Test func `no handshake is 426, a wrong version too, a broken key 400`() throws {
        let server = try server()
        let client = try server.connect()
        try client.request("GET /ws")
        let plain = try client.response()
        #expect(plain.code == 426)
        #expect(plain.head.fields[.upgrade] == "websocket")
        let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        try client.request(
            "GET /ws", "Upgrade: websocket", "Connection: Upgrade", key, "Sec-WebSocket-Version: 8")
        let old = try client.response()
        #expect(old.code == 426)
        #expect(old.head.fields[.secWebSocketVersion] == "13")
        try client.request(
            "GET /ws", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: x",
            "Sec-WebSocket-Version: 13")
        #expect(try client.response().code == 400)
    }
}

/// The client's half of a WebSocket.
final class SocketClient {
    private let wire: WireClient
    private var decoder = FrameDecoder(isServer: false, limit: 1_000_000)
    private var input: [UInt8]
    private var offset = 0

    init(_ wire: WireClient) {
        self.wire = wire
        input = wire.rest()
    }

    func send(_ bytes: [UInt8]) throws { try wire.send(bytes) }

    /// nil when the server has ended the connection.
    func event() throws -> FrameDecoder.Event? {
        while true {
            let bytes = input
            if let event = try decoder.next(bytes.span, from: &offset) { return event }
            input = try wire.read()
            offset = 0
            if input.isEmpty { return nil }
        }
    }
}
