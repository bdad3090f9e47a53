/// What has happened to jobs, queue and artifacts, numbered and kept for a while: a client can resume.
internal import HTTP
package import JSON
internal import Synchronization

/// Published from any thread, in order; the control thread does for all that is about jobs. Each frame is
/// encoded once a carrier, whoever reads it.
package final class TopicLog: Sendable {
    /// One frame in the forms of its carriers.
    struct Entry: Sendable {
        let seq: Int64
        let topic: Topic
        let frame: Encoded
    }

    /// What a reader finds after the number that it has seen last.
    struct Reading: Sendable {
        /// Of the topics asked for.
        let entries: [Entry]
        /// The number of the last frame that was looked at.
        let seq: Int64
        /// There is more to read.
        let isBehind: Bool
    }

    private struct Content {
        var entries: [Entry] = []
        /// Those before it in `entries` are dropped.
        var start = 0
        var bytes = 0
        var latest: Int64 = 0
        /// Called when the log has grown; once until it was read.
        var readers: [Int: @Sendable () -> Void] = [:]
        var told: Set<Int> = []

        var oldest: Int64 { latest - Int64(entries.count - start) + 1 }
    }

    /// A thousand are promised; a frame is kept in the forms of all carriers.
    private static let entryLimit = 1024
    private static let byteLimit = 8 << 20

    /// Held to append or to copy references out; never across a call.
    private let content = Mutex(Content())

    package init() {}

    /// The number of the latest frame; 0 before the first.
    var latest: Int64 { content.withLock { $0.latest } }

    /// Adds the frame `{"e": event, "seq": …, members…}`.
    package func publish(_ event: StaticString, to topic: Topic, _ members: (inout JSONWriter) -> Void) {
        var rest = JSONWriter()
        rest.beginObject()
        members(&rest)
        rest.endObject()
        let calls = content.withLock { content in
            content.latest += 1
            let frame = Self.frame(event, content.latest, rest.bytes)
            content.entries.append(Entry(seq: content.latest, topic: topic, frame: frame))
            content.bytes += frame.json.count
            Self.trim(&content)
            let calls = content.readers.filter { !content.told.contains($0.key) }
            content.told.formUnion(calls.keys)
            return calls.values
        }
        for call in calls { call() }
    }

    /// - Parameter grown: called on the publisher's thread; must not block.
    func attach(_ reader: Int, grown: @escaping @Sendable () -> Void) {
        content.withLock { $0.readers[reader] = grown }
    }

    /// The reader has heard, and looks now.
    func heard(_ reader: Int) {
        _ = content.withLock { $0.told.remove(reader) }
    }

    /// The frames of `topics` after number `seq`, at most `limit` of them; nil where some of them are kept no
    /// longer, or `seq` was never reached.
    func read(after seq: Int64, _ topics: Set<Topic>, limit: Int = 256) -> Reading? {
        content.withLock { content in
            guard seq >= content.oldest - 1, seq <= content.latest else { return nil }
            var found: [Entry] = []
            for entry in content.entries[(content.start + Int(seq - content.oldest + 1))...]
            where topics.contains(entry.topic) {
                if found.count == limit {
                    return Reading(entries: found, seq: found[limit - 1].seq, isBehind: true)
                }
                found.append(entry)
            }
            return Reading(entries: found, seq: content.latest, isBehind: false)
        }
    }

    private static func trim(_ content: inout Content) {
        while content.entries.count - content.start > entryLimit || content.bytes > byteLimit {
            guard content.start < content.entries.count - 1 else { break }
            content.bytes -= content.entries[content.start].frame.json.count
            content.start += 1
        }
        // Moved down now and then, not at each publication.
        if content.start > entryLimit / 2 {
            content.entries.removeFirst(content.start)
            content.start = 0
        }
    }

    /// - Parameter members: an object; its members follow those of every frame.
    private static func frame(_ event: StaticString, _ seq: Int64, _ members: [UInt8]) -> Encoded {
        var json = Array("{\"e\":\"\(event)\",\"seq\":\(seq)".utf8)
        if members.count > 2 { json.append(UInt8(ascii: ",")) }
        json += members[1...]
        return Encoded(event, json)
    }
}
