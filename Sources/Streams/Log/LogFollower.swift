/// Follows one growing log: encodes each new batch once a form, for the loops that have readers of it.
internal import JobDirectory
internal import Linux

/// Confined to the broadcaster's thread. `published` is the line that live readers expect next; a reader that
/// has not got so far asks for batches, and is live from the answer on that has none left.
final class LogFollower {
    /// While lines flow, loops are woken at most this often (swift.md section 3), and less often where much is
    /// sent to many: as long as they send they do nothing else.
    static let flushInterval = Duration.milliseconds(5)
    private static let longestFlushInterval = Duration.milliseconds(40)
    /// About how much the loops send in a millisecond, to all readers together.
    private static let bytesPerMillisecond = 600_000
    private static let progressInterval = Duration.milliseconds(100)
    /// Where the system tells of no change (a network file system), this finds it.
    private static let lookInterval = Duration.seconds(1)
    /// Batches before others get a turn.
    private static let batchesPerTurn = 8
    /// A reader that asked for the log's end is too far behind when it has more to read before that.
    private static let lagLines: Int64 = 20_000
    private static let lagBytes: UInt64 = 4 << 20

    private let loop: EventLoop
    private let files: FileWatch?
    private let tell: (Int, ReaderEvent) -> Void
    private var source: LogSource
    private var file: LogFile?
    private var tokens: [FileWatch.Token] = []
    private var epoch: UInt64?
    private var numbering: UInt64?
    private var published: Int64 = 1
    private var live = LiveReaders()
    private var raw = RawReaders()
    private var recent = CatchUpCache()
    private var hasEnded = false
    private var readers: Set<ReaderID> = []
    private var lastFlush = Instant(nanoseconds: 0)
    /// Bytes to send to all readers together since then.
    private var bytesFlushed = 0
    private var flush: Deadline?
    private var openLine = OpenLine()
    private var lastProgress = Instant(nanoseconds: 0)
    private var progress: Deadline?
    private var look: Deadline?

    private var job: String { source.job }
    var hasReaders: Bool { !readers.isEmpty }

    /// - Parameter tell: hands an event to a loop, by its number.
    init(source: LogSource, loop: EventLoop, files: FileWatch?, tell: @escaping (Int, ReaderEvent) -> Void) {
        self.source = source
        self.loop = loop
        self.files = files
        self.tell = tell
        refresh()
        published = file?.lines.upperBound ?? 1
        hasEnded = source.end != nil
        if let file, !hasEnded { _ = openLine.update(file.tail()) }
        lookLater()
    }

    /// Ends all that would call this again.
    func close() {
        for token in tokens { files?.remove(token) }
        for deadline in [flush, progress, look] { deadline?.cancel() }
    }

    func open(_ reader: ReaderID, _ start: StartPosition) {
        readers.insert(reader)
        do throws(StartPosition.Refusal) {
            let from = try start.line(first: head.first, next: head.next)
            tell(reader.loop, .opened(reader.number, head, from: from))
        } catch {
            tell(reader.loop, .refused(reader.number, error))
        }
    }

    func close(_ reader: ReaderID) {
        readers.remove(reader)
        live.remove(reader)
        raw.remove(reader)
    }

    /// - Parameter mayLag: lines before the end that are enough for a reader that is far behind.
    func read(_ reader: ReaderID, from: Int64, _ rendering: Rendering, wasLive: Bool, mayLag: Int64? = nil) {
        var from = from
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

    func readRaw(_ reader: ReaderID, _ position: RawPosition) {
        readers.insert(reader)
        let offset: UInt64
        switch position {
        case .byte(let byte): offset = byte
        case .start(let start):
            do throws(StartPosition.Refusal) {
                let head = head
                let line = try start.line(first: head.first, next: file?.lines.upperBound ?? head.next)
                offset = file?.start(of: line) ?? 0
            } catch {
                return tell(reader.loop, .rawRefused(reader.number, error))
            }
        }
        guard let answer = RawReaders.answer(file, offset, isFinal: hasEnded) else {
            return raw.wait(reader, at: offset)
        }
        tell(reader.loop, .raw(reader.number, answer.bytes, next: answer.next, isFinal: answer.isFinal))
    }

    func leave(_ reader: ReaderID) {
        live.leave(reader)
    }

    /// - Parameter source: the job as it is now.
    func update(_ source: LogSource) {
        if source.end != nil { jobEnded(source) } else { self.source = source }
    }

    /// - Parameter source: the job as it is now that it is over.
    func jobEnded(_ source: LogSource) {
        if hasEnded { return }
        self.source = source
        refresh()
        while publishBatch() {}
        hasEnded = true
        raw.serve(file, isFinal: true, tell)
        broadcast({ .ended(job: $0, $1) }) { end($0) }
        live = LiveReaders()
    }

    /// Something was written, or may have been.
    func changed() {
        if hasEnded || flush != nil { return }
        let wait = lastFlush + flushInterval - loop.now
        if wait <= .zero { return publish() }
        flush = loop.after(wait) { [unowned self] in
            flush = nil
            publish()
        }
    }

    private var flushInterval: Duration {
        min(
            Self.flushInterval + .milliseconds(bytesFlushed / Self.bytesPerMillisecond),
            Self.longestFlushInterval)
    }

    private var head: LogHead {
        LogHead(
            first: file?.lines.lowerBound ?? 1, next: published, epoch: file?.header?.epochName ?? "0",
            state: source.state, isComplete: hasEnded)
    }

    private func refresh() {
        if let file { file.refresh() } else { openFile() }
        guard let file, let header = file.header else { return }
        let isOther = (numbering ?? header.numbering) != header.numbering || file.lines.upperBound < published
        if isOther {
            // Lines that were published are void.
            published = file.lines.lowerBound
            for loop in Set(readers.map(\.loop)) { tell(loop, .reset(job: job, head)) }
            live = LiveReaders()
            recent.clear()
        } else if epoch ?? header.epoch != header.epoch || published < file.lines.lowerBound {
            // Also a log that was cut before it is seen for the first time.
            published = max(published, file.lines.lowerBound)
            for loop in Set(readers.map(\.loop)) { tell(loop, .trimmed(job: job, head)) }
        }
        (epoch, numbering) = (header.epoch, header.numbering)
    }

    private func openFile() {
        guard let opened = LogFile(source) else { return }
        file = opened
        for path in [source.log, source.index] {
            // Without a watch the log is looked at once a second.
            guard let token = try? files?.add(file: path, { [unowned self] in changed() }) else { continue }
            tokens.append(token)
        }
        opened.refresh()
    }

    private func publish() {
        refresh()
        raw.serve(file, isFinal: false, tell)
        for _ in 0..<Self.batchesPerTurn where !publishBatch() { return publishProgress() }
        flush = loop.after(.zero) { [unowned self] in
            flush = nil
            publish()
        }
    }

    /// False where there was nothing left.
    private func publishBatch() -> Bool {
        guard let file, published < file.lines.upperBound else { return false }
        guard !live.isEmpty else {
            published = file.lines.upperBound
            return false
        }
        guard let batch = file.batch(job, from: published, to: file.lines.upperBound), !batch.lines.isEmpty,
            batch.range.lowerBound == published
        else { return false }
        published = batch.range.upperBound
        // A look that found nothing was none: a line's index is written a moment after its text.
        if lastFlush < loop.now { (lastFlush, bytesFlushed) = (loop.now, 0) }
        broadcast({ .published(job: $0, range: batch.range, $1) }) { $0.lines(batch) }
        return true
    }

    private func publishProgress() {
        guard progress == nil, let file else { return }
        let wait = lastProgress + Self.progressInterval - loop.now
        if wait > .zero {
            progress = loop.after(wait) { [unowned self] in
                progress = nil
                changed()
            }
            return
        }
        lastProgress = loop.now
        guard openLine.update(file.tail()) else { return }
        let (line, open) = (published, openLine)
        broadcast({ .announced(job: $0, $1) }) { $0.progress(at: line, open) }
    }

    private func broadcast(
        _ event: (String, [Rendering: [UInt8]]) -> ReaderEvent, _ encode: (CarrierEncoder) -> [UInt8]
    ) {
        var forms: [Int: [Rendering: [UInt8]]] = [:]
        live.forEachRendering { rendering, readers in
            let bytes = encode(CarrierEncoder(job: job, rendering: rendering))
            for (loop, count) in readers {
                forms[loop, default: [:]][rendering] = bytes
                bytesFlushed += bytes.count * count
            }
        }
        for (loop, bytes) in forms { tell(loop, event(job, bytes)) }
    }

    private func end(_ encoder: CarrierEncoder) -> [UInt8] {
        guard let end = source.end else { return [] }
        return encoder.end(to: published, bytes: file?.size ?? 0, end)
    }

    private func lookLater() {
        look = loop.after(Self.lookInterval) { [unowned self] in
            changed()
            if !hasEnded { lookLater() }
        }
    }
}
