/// What the server says of itself, on standard error: a line an event, a line a request; never on a loop's time.
internal import HTTP
package import HTTPServer
internal import JSON
package import Linux
internal import Synchronization

package final class ServerLog: Sendable {
    /// Beyond it lines are dropped and counted: a reader of our output that stands still must not stop the
    /// server.
    private static let limit = 1 << 20
    /// How long lines of requests are gathered, for one write of many.
    private static let gathering = Duration.milliseconds(5)

    private struct Pending {
        var bytes: [UInt8] = []
        var dropped = 0
    }

    private let format: ServeOptions.LogFormat
    /// Held to append a line or to take all of them.
    private let pending = Mutex(Pending())
    private let writer: WorkerPool
    private let output: @Sendable ([UInt8]) -> Void

    /// - Parameter output: gets whole lines, from one thread; it may wait.
    package init(
        format: ServeOptions.LogFormat, output: @escaping @Sendable ([UInt8]) -> Void = { StandardError.write($0) }
    ) throws(SystemError) {
        self.format = format
        self.output = output
        writer = try WorkerPool(threads: 1, capacity: 2)
    }

    /// `event` is a word for programs, `message` a sentence for people.
    package func say(_ event: String, _ message: String) {
        switch format {
        case .text: add("\(Self.clock()) \(message)\n")
        case .json:
            add(object { writer in
                writer.key("event")
                writer.string(event)
                writer.key("message")
                writer.string(message)
            })
        }
    }

    /// On the loop that served the request: bytes into a buffer, and no more.
    package func access(_ record: AccessRecord) {
        let now = WallClock.milliseconds
        let isFirst = pending.withLock { pending in
            guard pending.bytes.count < Self.limit else {
                pending.dropped += 1
                return false
            }
            let wasEmpty = pending.bytes.isEmpty
            switch format {
            case .text: AccessLine.text(record, at: now, into: &pending.bytes)
            case .json: AccessLine.json(record, at: now, into: &pending.bytes)
            }
            return wasEmpty
        }
        guard isFirst else { return }
        _ = writer.submit { [self] in
            Thread.pause(Self.gathering)
            flush()
        }
    }

    private func object(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("t")
        writer.integer(WallClock.milliseconds)
        body(&writer)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    private func add(_ line: String) {
        let wasEmpty = pending.withLock { pending in
            guard pending.bytes.count < Self.limit else {
                pending.dropped += 1
                return false
            }
            pending.bytes += line.utf8
            return pending.bytes.count == line.utf8.count
        }
        // A queue that is full has a flush ahead of us already.
        if wasEmpty { _ = writer.submit { [self] in flush() } }
    }

    /// Writes what is waiting; by itself soon after each line, and once more when the server ends.
    package func flush() {
        let taken = pending.withLock { pending in
            defer { pending = Pending() }
            return pending
        }
        var bytes = taken.bytes
        if taken.dropped > 0 { bytes += "\(taken.dropped) lines of this log were dropped\n".utf8 }
        output(bytes)
    }

    /// HH:MM:SS in UTC.
    private static func clock() -> String {
        var bytes: [UInt8] = []
        AccessLine.clock(WallClock.milliseconds, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
