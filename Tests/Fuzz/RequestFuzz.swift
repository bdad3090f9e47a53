// libFuzzer target: the request parser never traps, and how bytes are cut into arrivals changes nothing.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = RequestVerdict(of: [bytes])
    let cut = bytes.isEmpty ? 0 : Int(bytes[0]) % bytes.count
    precondition(RequestVerdict(of: [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
    if count <= 256 { precondition(RequestVerdict(of: bytes.map { [$0] }) == whole, "in single bytes") }
    return 0
}

struct RequestVerdict: Equatable {
    var requests: [String] = []
    var error: ParseError?

    init(of pieces: [[UInt8]]) {
        var limits = Limits()
        limits.requestLineBytes = 200
        limits.fieldBytes = 400
        limits.fieldCount = 10
        limits.bodyBytes = 300
        var parser = RequestParser(limits: limits)
        do throws(ParseError) {
            for piece in pieces {
                var offset = 0
                while true {
                    // At the end of its bytes a parser may still have an event to tell, but never twice the same.
                    guard let event = try parser.next(piece.span, from: &offset) else { break }
                    if case .request(let request) = event { requests.append(RequestVerdict.summary(request)) }
                }
                precondition(offset == piece.count, "all bytes are consumed")
            }
        } catch {
            self.error = error
        }
    }

    private static func summary(_ request: Request) -> String {
        let fields = request.fields
        precondition(request.version == .http10 || fields.count(of: .host) == 1, "one Host")
        let keeps = request.keepsAlive
        return "\(request.method) \(request.target) \(request.path) \(request.query ?? "-") \(keeps) \(fields) \(request.body)"
    }
}
