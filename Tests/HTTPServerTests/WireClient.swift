// A client that sends exactly the bytes it is told to, on a blocking socket.
import HTTP
import Linux

struct WireResponse {
    var head: ResponseHead
    var body: [UInt8]

    var code: Int { head.status.code }
    var text: String { String(decoding: body, as: UTF8.self) }
}

enum WireError: Error {
    case ended
    case timeout
}

final class WireClient {
    private let socket: Socket
    private var parser = ResponseParser()
    private var input: [UInt8] = []
    private var offset = 0

    /// - Parameter receiveBuffer: bytes that the kernel holds for us; small ones make the server wait for us.
    init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        socket = try Socket.connect(to: .internet(host: "127.0.0.1", port: port))
        try socket.setTimeout(.seconds(120))
        if let receiveBuffer { try socket.setReceiveBuffer(receiveBuffer) }
    }

    func send(_ text: String) throws {
        try socket.descriptor.writeAll(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        try socket.descriptor.writeAll(bytes)
    }

    /// A request with a Host and nothing else that is not asked for.
    func request(_ line: String, _ fields: String..., body: String = "") throws {
        let all = ["\(line) HTTP/1.1", "Host: test"] + fields
        try send(all.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    func closeWriting() { socket.closeWriting() }

    /// Bytes as they come; empty at the end.
    func read() throws -> [UInt8] {
        if offset < input.count {
            defer { offset = input.count }
            return Array(input[offset...])
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = try buffer.withUnsafeMutableBytes { try socket.descriptor.read(into: $0) }
        guard let count else { throw WireError.timeout }
        return Array(buffer[..<count])
    }

    func readToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece = try read()
            if piece.isEmpty { return all }
            all += piece
        }
    }

    /// Reads until `text` has come; returns all that has.
    func read(until text: String) throws -> String {
        var all: [UInt8] = []
        while true {
            let piece = try read()
            guard !piece.isEmpty else { throw WireError.ended }
            all += piece
            let string = String(decoding: all, as: UTF8.self)
            if string.contains(text) { return string }
        }
    }

    /// The next event of the response under way; nil when the connection has ended between responses.
    func event() throws -> ResponseParser.Event? {
        while true {
            let bytes = input
            if let event = try parser.next(bytes.span, from: &offset) { return event }
            let piece = try read()
            if piece.isEmpty { return try parser.finish() }
            input = piece
            offset = 0
        }
    }

    func response(to method: Method = .get) throws -> WireResponse {
        parser.expect(method)
        guard case .head(let head) = try event() else { throw WireError.ended }
        var response = WireResponse(head: head, body: [])
        while true {
            switch try event() {
            case .body(let part): response.body += part
            case .end: return response
            default: throw WireError.ended
            }
        }
    }

    /// After an upgrade: what came behind the head.
    func rest() -> [UInt8] {
        defer { offset = input.count }
        return Array(input[offset...])
    }
}
