// libFuzzer target: the WebSocket decoder never traps, and how bytes are cut into arrivals changes nothing.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    for isServer in [true, false] {
        let whole = FrameVerdict(of: [bytes], isServer)
        precondition(FrameVerdict(of: bytes.map { [$0] }, isServer) == whole, "in single bytes")
    }
    return 0
}

struct FrameVerdict: Equatable {
    var events: [FrameDecoder.Event] = []
    var error: FrameError?

    init(of pieces: [[UInt8]], _ isServer: Bool) {
        var decoder = FrameDecoder(isServer: isServer, limit: 200)
        do throws(FrameError) {
            for piece in pieces {
                var offset = 0
                while let event = try decoder.next(piece.span, from: &offset) { events.append(event) }
                precondition(offset == piece.count, "all bytes are consumed")
            }
        } catch {
            self.error = error
        }
        for case .text(let text) in events { precondition(text.utf8.count <= 200, "the limit holds") }
    }
}
