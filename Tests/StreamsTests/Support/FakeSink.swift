/// A connection that takes bytes only when the test says so.
@testable import Streams
import HTTP

final class FakeSink: MessageSink {
    let loop: Int
    private let highWater: Int
    private(set) var written: [UInt8] = []
    private(set) var queued = 0
    private(set) var mostQueued = 0
    private(set) var finishes = 0
    private var wasFull = false

    /// - Parameter highWater: bytes queued beyond which it is full.
    init(loop: Int = 0, highWater: Int = .max) {
        self.loop = loop
        self.highWater = highWater
    }

    var isFull: Bool {
        let isFull = queued > highWater
        if isFull { wasFull = true }
        return isFull
    }

    var text: String { String(decoding: written, as: UTF8.self) }

    func write(_ bytes: [UInt8]) {
        if finishes > 0 { return }
        written += bytes
        queued += bytes.count
        mostQueued = max(mostQueued, queued)
    }

    func finish() { finishes += 1 }

    func close(code: UInt16, reason: String) { finishes += 1 }

    /// All of it goes out.
    /// - Returns: whether its source must be told.
    func drain() -> Bool {
        queued = 0
        defer { wasFull = false }
        return wasFull
    }

    /// All that was written since the last call.
    func take() -> String {
        defer { written = [] }
        return text
    }
}
