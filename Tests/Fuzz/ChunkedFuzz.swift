// libFuzzer target: the chunked decoder never traps, and how bytes are cut into arrivals changes nothing.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = ChunkedVerdict(of: [bytes])
    precondition(ChunkedVerdict(of: bytes.map { [$0] }) == whole, "in single bytes")
    precondition(whole.output.count <= 300, "the limit holds")
    return 0
}

struct ChunkedVerdict: Equatable {
    var output: [UInt8] = []
    var consumed = 0
    var isDone = false
    var error: ParseError?

    init(of pieces: [[UInt8]]) {
        var limits = Limits()
        limits.fieldBytes = 100
        limits.bodyBytes = 300
        var decoder = ChunkedDecoder()
        do throws(ParseError) {
            for piece in pieces where !isDone {
                var offset = 0
                isDone = try decoder.decode(piece.span, from: &offset, into: &output, limits)
                consumed += offset
                precondition(isDone || offset == piece.count, "all bytes are consumed")
            }
        } catch {
            self.error = error
            // How much of the output was there before the fault is nobody's business.
            output = []
            consumed = 0
        }
    }
}
