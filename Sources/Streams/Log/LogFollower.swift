/// Follows one growing log: encodes each new batch once a form, for the loops that have readers of it.
internal import JobDirectory
internal import Linux

/// Confined to the broadcaster's thread. `published` is the line that live readers expect next; a reader that
/// has not got so far asks for batches, and is live from the answer on that has none left.
final class LogFollower {
    private static let progressInterval = Duration.milliseconds(100)
    /// Where the system tells of no change (a network file system), this finds it.
    private static let lookInterval = Duration.seconds(1)
    /// Batches before others get a turn.
    static let batchesPerTurn = 8

    private let loop: EventLoop
    private let files: FileWatch?
    let tell: (Int, ReaderEvent) -> Void
    private var source: LogSource
    var file: LogFile?
    private var tokens: [FileWatch.Token] = []
    private var epoch: UInt64?
    private var numbering: UInt64?
    var published: Int64 = 1
    var live = LiveReaders()
    private var raw = RawReaders()
    var recent = CatchUpCache()
    var hasEnded = false
    private var readers: Set<ReaderID> = []
    var pace = FlushPace()
    private var flush: Deadline?
    /// Batches that readers who are behind were given since the last look.
    var encodings = 0
    /// Readers who must wait for theirs, in their order.
    var late: [(reader: ReaderID, answer: () -> Void)] = []
    var openLine = OpenLine()
    private var lastProgress = Instant(nanoseconds: 0)
    private var progress: Deadline?
    private var look: Deadline?

    var job: String { source.job }
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
        late.removeAll { $0.reader == reader }
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
        flush?.cancel()
        refresh()
        publishRest()
        hasEnded = true
        pace.end()
        answerLate()
        raw.serve(file, isFinal: true, tell)
        broadcast({ .ended(job: $0, $1) }) { end($0) }
        live = LiveReaders()
    }

    /// Something was written, or may have been.
    func changed() {
        if hasEnded || flush != nil { return }
        let wait = pace.next - loop.now
        if wait <= .zero { return publish() }
        flush = loop.after(wait) { [unowned self] in
            flush = nil
            publish()
        }
    }

    private var head: LogHead {
        LogHead(
            first: file?.lines.lowerBound ?? 1, next: published, epoch: file?.header?.epochName ?? "0",
            state: source.state, isComplete: hasEnded)
    }

    func refresh() {
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
        pace.saw(file?.size ?? 0, at: loop.now)
        raw.serve(file, isFinal: false, tell)
        answerLate()
        var isBehind = true
        for _ in 0..<Self.batchesPerTurn where isBehind { isBehind = publishBatch() }
        if !isBehind { publishProgress() }
        // The end of a flood must be seen: nothing tells of it.
        guard isBehind || pace.isFlood else { return }
        flush = loop.after(pace.isFlood ? FlushPace.longest : .zero) { [unowned self] in
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
        pace.flushed(at: loop.now)
        broadcast({ .published(job: $0, range: batch.range, $1) }) { $0.lines(batch) }
        return true
    }

    /// What live readers lack when the job ends.
    private func publishRest() {
        for _ in 0..<Self.batchesPerTurn where !publishBatch() { return }
        // Where that is much they read it from the disk, each as fast as it can: the last line tells them so.
        published = max(published, (file?.lines.upperBound ?? 1) - 1)
        while publishBatch() {}
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
                pace.willSend(bytes.count * count)
            }
        }
        for (loop, bytes) in forms { tell(loop, event(job, bytes)) }
    }

    func end(_ encoder: CarrierEncoder) -> [UInt8] {
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
