/// One HTTP connection of a test: requests as bytes, responses whole or piece by piece.
import HTTP
import Linux
import TestSupport

final class WireClient {
    /// Of a body that is being read.
    enum Piece: Equatable {
        case bytes([UInt8])
        /// Properly, by its length, its last chunk or the close.
        case end
        /// The connection broke before.
        case cut
    }

    private let socket: Socket
    private let port: UInt16
    private var parser: ResponseParser
    private var received: [UInt8] = []
    private var offset = 0
    /// A stream with heartbeats never falls silent: a test that waits in vain must end all the same.
    private let deadline = Instant.now + .seconds(300)

    /// - Parameter receiveBuffer: bytes that the kernel may hold for us; small for a slow client.
    init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        self.port = port
        socket = try Socket.connect(to: .internet(host: "127.0.0.1", port: port))
        try socket.setTimeout(.seconds(120))
        if let receiveBuffer { try socket.setReceiveBuffer(receiveBuffer) }
        var limits = Limits()
        limits.bodyBytes = 1 << 30
        parser = ResponseParser(limits: limits)
    }

    func ask(
        _ method: Method, _ target: String, _ fields: Fields = Fields(), _ body: [UInt8] = []
    ) throws -> Answer {
        try send(method, target, fields, body)
        return try answer()
    }

    /// Adds `Host`, and `Content-Length` where there is a body, unless `fields` has them.
    func send(
        _ method: Method, _ target: String, _ fields: Fields = Fields(), _ body: [UInt8] = []
    ) throws {
        parser.expect(method)
        var text = "\(method) \(target) HTTP/1.1\r\n"
        if !fields.contains(.host) { text += "Host: 127.0.0.1:\(port)\r\n" }
        if !body.isEmpty && !fields.contains(.contentLength) { text += "Content-Length: \(body.count)\r\n" }
        for (name, value) in fields.pairs { text += "\(name): \(value)\r\n" }
        try send(Array((text + "\r\n").utf8) + body)
    }

    func send(_ bytes: [UInt8]) throws {
        try socket.descriptor.writeAll(bytes)
    }

    /// The next whole response.
    func answer() throws -> Answer {
        let head = try head()
        var body: [UInt8] = []
        while true {
            switch try piece() {
            case .bytes(let bytes): body += bytes
            case .end: return Answer(head: head, body: body)
            case .cut: throw ParseError.cutOff
            }
        }
    }

    func head() throws -> ResponseHead {
        while true {
            if case .head(let head) = try parsed() { return head }
            guard try fill() else { throw ParseError.cutOff }
        }
    }

    func piece() throws -> Piece {
        while true {
            switch try parsed() {
            case .body(let bytes): return .bytes(bytes)
            case .end: return .end
            case .head, nil: break
            }
            if try fill() { continue }
            do throws(ParseError) { return try parser.finish() == .end ? .end : .cut } catch { return .cut }
        }
    }

    /// What has come and is no part of a response: after 101, of another protocol. nil when the peer is gone.
    func raw() throws -> [UInt8]? {
        if offset == received.count { guard try fill() else { return nil } }
        defer { offset = received.count }
        return Array(received[offset...])
    }

    private func parsed() throws -> ResponseParser.Event? {
        // A span of a property of a class can't be lent out: of a local it can, and nothing is copied.
        let bytes = received
        return try parser.next(bytes.span, from: &offset)
    }

    /// False when the peer has closed, or is gone.
    private func fill() throws -> Bool {
        if Instant.now > deadline { throw TimedOut(what: "the end of a conversation with the server") }
        received.removeFirst(offset)
        offset = 0
        let before = received.count
        received.append(contentsOf: repeatElement(0, count: 64 * 1024))
        var count: Int? = 0
        defer { received.removeLast(received.count - before - (count ?? 0)) }
        do {
            count = try received.withUnsafeMutableBytes {
                try socket.descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[before...]))
            }
        } catch let error as SystemError where error.isDisconnected {
            return false
        }
        guard let count else { throw TimedOut(what: "bytes from the server") }
        return count > 0
    }
}
