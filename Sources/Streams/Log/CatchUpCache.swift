/// The latest batches that readers caught up by: many that fell behind at once are served from one encoding.

struct CatchUpCache {
    struct Batch {
        let rendering: Rendering
        let range: Range<Int64>
        let bytes: [UInt8]
    }

    /// Of at most `LogBatch.byteLimit` and its frame each.
    private static let limit = 16
    private var batches: [Batch] = []

    /// nil where none begins at that line.
    func batch(_ rendering: Rendering, from line: Int64) -> Batch? {
        batches.last { $0.range.lowerBound == line && $0.rendering == rendering }
    }

    mutating func add(_ batch: Batch) {
        if batches.count == Self.limit { batches.removeFirst() }
        batches.append(batch)
    }

    /// Lines have other numbers now.
    mutating func clear() {
        batches = []
    }
}
