/// queue.json: whether the queue is paused, and the places of jobs that somebody moved.
internal import JSON

package struct QueueRecord: Equatable, Sendable {
    package var isPaused: Bool
    /// Ranks that are not those of the jobs' ages.
    package var ranks: [JobID: Int64]

    package init(isPaused: Bool = false, ranks: [JobID: Int64] = [:]) {
        self.isPaused = isPaused
        self.ranks = ranks
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        let fields = try RecordFields(parsing: bytes)
        isPaused = try fields.flag("paused")
        ranks = [:]
        for member in try fields.object("ranks") {
            guard let id = JobID(member.name), let rank = member.value.integerValue else {
                throw .wrongKind(field: "ranks")
            }
            ranks[id] = rank
        }
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("v", 1)
        writer.member("paused", isPaused)
        writer.key("ranks")
        writer.beginObject()
        for (id, rank) in ranks.sorted(by: { $0.key < $1.key }) { writer.member(id.text, rank) }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
