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

    package func access(_ record: AccessRecord) {
        let milliseconds = Double(record.duration.nanoseconds / 1000) / 1000
        switch format {
        case .text:
            let request = "\(record.method) \(Self.printable(record.target))"
            add("\(Self.clock()) \(request) \(record.status.code) \(record.bytes)B \(milliseconds)ms\n")
        case .json:
            add(object { writer in
                writer.key("event")
                writer.string("request")
                writer.key("method")
                writer.string(record.method.rawValue)
                writer.key("target")
                writer.string(record.target)
                writer.key("status")
                writer.integer(Int64(record.status.code))
                writer.key("bytes")
                writer.integer(record.bytes)
                writer.key("ms")
                writer.number(milliseconds)
            })
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
        let seconds = Int(WallClock.milliseconds / 1000 % 86400)
        return [seconds / 3600, seconds / 60 % 60, seconds % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    /// A target is ASCII without controls already (RFC 9112 section 3); this holds for what a parser lets
    /// through.
    private static func printable(_ target: String) -> String {
        String(target.unicodeScalars.map { $0.value > 0x20 && $0.value < 0x7F ? Character($0) : "?" })
    }
}
