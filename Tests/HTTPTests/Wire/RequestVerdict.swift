/// What the parser makes of bytes, fed in pieces of any size.
import HTTP

enum RequestVerdict: Equatable, CustomStringConvertible {
    /// `METHOD target body` of each request, then how the bytes end.
    case accept([String])
    case reject(Int)

    var description: String {
        switch self {
        case .accept(let requests): "accept \(requests)"
        case .reject(let status): "reject \(status)"
        }
    }

    /// Feeds `bytes` in pieces of `size` bytes.
    static func of(_ bytes: [UInt8], piecesOf size: Int, limits: Limits = Limits()) -> RequestVerdict {
        var requests: [String] = []
        switch parse(bytes, piecesOf: size, limits: limits, { requests.append(summary($0)) }) {
        case nil: return .accept(requests)
        case let error?: return .reject(error.status.code)
        }
    }

    static func parse(
        _ bytes: [UInt8], piecesOf size: Int, limits: Limits = Limits(), _ take: (Request) -> Void
    ) -> ParseError? {
        parse(
            pieces: stride(from: 0, to: bytes.count, by: size).map {
                Array(bytes[$0..<min($0 + size, bytes.count)])
            },
            limits: limits, take)
    }

    static func parse(pieces: [[UInt8]], limits: Limits = Limits(), _ take: (Request) -> Void) -> ParseError?
    {
        var parser = RequestParser(limits: limits)
        do throws(ParseError) {
            for piece in pieces {
                var offset = 0
                while let event = try parser.next(piece.span, from: &offset) {
                    if case .request(let request) = event { take(request) }
                }
            }
            return nil
        } catch {
            return error
        }
    }

    static func summary(_ request: Request) -> String {
        "\(request.method) \(request.target) \(String(decoding: request.body, as: UTF8.self))"
    }
}
