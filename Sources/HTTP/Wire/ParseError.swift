/// Why bytes are no message, and the status that says so to a peer who sent them as a request.
package enum ParseError: Error, Equatable, Sendable {
    case requestLine
    case requestLineTooLong(limit: Int)
    case target
    case method
    case version
    case statusLine
    case fieldName
    case fieldValue
    case fieldsTooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case spaceBeforeColon
    case lineFolding
    case bareCR
    case bareLF
    case hostCount
    case host
    case contentLength
    case lengthAndCoding
    case codingInHTTP10
    case transferCoding
    case unknownTransferCoding
    case expectation
    case bodyTooLarge(limit: Int)
    case chunk
    case trailer
    case cutOff

    package var status: Status {
        switch self {
        case .requestLineTooLong: .uriTooLong
        case .method, .unknownTransferCoding: .notImplemented
        case .version: .versionNotSupported
        case .fieldsTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
        case .expectation: .expectationFailed
        case .bodyTooLarge: .contentTooLarge
        default: .badRequest
        }
    }
}

extension ParseError: CustomStringConvertible {
    /// One sentence for the `detail` of a problem; holds nothing that the peer sent.
    package var description: String {
        switch self {
        case .requestLine: "The request line is not METHOD SP TARGET SP HTTP/1.1."
        case .requestLineTooLong(let limit): "The request line has more than \(limit) bytes."
        case .target: "The request target is not a valid path, absolute URI or *."
        case .method: "The method is not known here."
        case .version: "Only HTTP/1.1 and HTTP/1.0 are spoken here."
        case .statusLine: "The status line is malformed."
        case .fieldName: "A field name is empty or holds a byte that may not stand there."
        case .fieldValue: "A field value holds a control character."
        case .fieldsTooLarge(let limit): "The header fields have more than \(limit) bytes."
        case .tooManyFields(let limit): "There are more than \(limit) header fields."
        case .spaceBeforeColon: "A field name is followed by space before its colon."
        case .lineFolding: "A field value is folded over several lines."
        case .bareCR: "A CR is not followed by LF."
        case .bareLF: "A line ends with a bare LF."
        case .hostCount: "There must be exactly one Host field."
        case .host: "The Host field is not a host with an optional port."
        case .contentLength: "Content-Length is not one decimal number."
        case .lengthAndCoding: "Content-Length and Transfer-Encoding exclude each other."
        case .codingInHTTP10: "Transfer-Encoding does not exist in HTTP/1.0."
        case .transferCoding: "Transfer-Encoding must be chunked, once and alone."
        case .unknownTransferCoding: "The only transfer coding known here is chunked."
        case .expectation: "The only expectation known here is 100-continue."
        case .bodyTooLarge(let limit): "The content has more than \(limit) bytes."
        case .chunk: "The chunked coding is malformed."
        case .trailer: "A trailer field is malformed or too long."
        case .cutOff: "The message ended early."
        }
    }
}
