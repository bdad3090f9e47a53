/// What readers who are behind are given: batches from the disk, each encoded once for all who want the same.

extension LogFollower {
    /// A reader that asked for the log's end is too far behind when it has more to read before that.
    private static let lagLines: Int64 = 20_000
    private static let lagBytes: UInt64 = 4 << 20

    /// - Parameter mayLag: lines before the end that are enough for a reader that is far behind.
    func read(_ reader: ReaderID, from: Int64, _ rendering: Rendering, wasLive: Bool, mayLag: Int64? = nil) {
        guard mustWait else { return answer(reader, from, rendering, wasLive, mayLag) }
        late.append((reader, { [unowned self] in answer(reader, from, rendering, wasLive, mayLag) }))
    }

    /// Another look at the log.
    func answerLate() {
        encodings = 0
        let waiting = late
        late = []
        for one in waiting { if mustWait { late.append(one) } else { one.answer() } }
    }

    /// While the job floods its log, readers take no more than this from it between two looks.
    private var mustWait: Bool { pace.isFlood && encodings >= Self.batchesPerTurn }

    private func answer(
        _ reader: ReaderID, _ wanted: Int64, _ rendering: Rendering, _ wasLive: Bool, _ mayLag: Int64?
    ) {
        var from = wanted
        if let mayLag, let start = start(after: from, keeping: mayLag) {
            tell(reader.loop, .skipped(reader.number, from..<start))
            from = start
        }
        let encoder = CarrierEncoder(job: job, rendering: rendering)
        let (range, bytes) = encoded(encoder, from: from)
        func answer(_ rest: [UInt8], _ standing: ReaderEvent.Standing) {
            tell(reader.loop, .batch(reader.number, range: range, bytes, rest: rest, standing))
        }
        if range.upperBound < published && !range.isEmpty { return answer([], .behind) }
        if hasEnded { return answer(end(encoder), .ended) }
        live.add(reader, rendering)
        let showsOpenLine = !openLine.rows.isEmpty || wasLive
        answer(showsOpenLine ? encoder.progress(at: published, openLine) : [], .live)
    }

    /// The next lines for a reader that is behind; none where it has them all.
    private func encoded(_ encoder: CarrierEncoder, from: Int64) -> (Range<Int64>, [UInt8]) {
        if let known = recent.batch(encoder.rendering, from: from), known.range.upperBound <= published {
            return (known.range, known.bytes)
        }
        guard let batch = batch(from: from) else { return (from..<from, []) }
        encodings += 1
        let bytes = encoder.lines(batch)
        // A short one is the end of the log so far: nobody else will want just that.
        if batch.range.upperBound < published {
            recent.add(.init(rendering: encoder.rendering, range: batch.range, bytes: bytes))
        }
        return (batch.range, bytes)
    }

    /// nil where there is nothing to read, or nothing any more: then readers have been told.
    private func batch(from: Int64) -> LogBatch? {
        guard from < published, let file, let batch = file.batch(job, from: from, to: published)
        else { return nil }
        if batch.range.lowerBound == from && !batch.lines.isEmpty { return batch }
        // Lines were removed while they were read.
        refresh()
        return nil
    }

    /// Where a reader goes on that is too far behind; nil where it is not.
    private func start(after from: Int64, keeping count: Int64) -> Int64? {
        let start = published - max(count, 1)
        guard start > from, let file else { return nil }
        let isFar =
            start - from > Self.lagLines || file.distance(from: from, through: start - 1) > Self.lagBytes
        return isFar ? start : nil
    }
}
