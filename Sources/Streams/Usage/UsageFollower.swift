/// Follows one job's usage.csv: each new row goes to all that want to hear of it.
internal import Linux

/// Confined to the broadcaster's thread. A reader gets the latest row at once: nothing older is told.
final class UsageFollower {
    private static let lookInterval = Duration.seconds(2)
    /// Of the file's end; a row is far shorter, unless it lists many processes of a GPU.
    private static let tailSize: UInt64 = 16 * 1024

    private let job: String
    private let files: FileWatch?
    private let loop: EventLoop
    private let tell: (Int, ReaderEvent) -> Void
    private var path: String?
    private var token: FileWatch.Token?
    private var look: Deadline?
    private var latest: UsageSample?
    private var readers: Set<ReaderID> = []

    var hasReaders: Bool { !readers.isEmpty }

    init(job: String, files: FileWatch?, loop: EventLoop, tell: @escaping (Int, ReaderEvent) -> Void) {
        self.job = job
        self.files = files
        self.loop = loop
        self.tell = tell
        lookLater()
    }

    /// - Parameter path: of the attempt that runs now; nil where none has begun.
    func look(at path: String?) {
        if path == self.path { return }
        if let token { files?.remove(token) }
        token = nil
        self.path = path
        changed()
    }

    func add(_ reader: ReaderID) {
        readers.insert(reader)
        guard let latest else { return }
        tell(reader.loop, .usage(reader.number, job: job, at: latest.time, latest.frame(of: job)))
    }

    func remove(_ reader: ReaderID) {
        readers.remove(reader)
    }

    func close() {
        if let token { files?.remove(token) }
        look?.cancel()
    }

    private func changed() {
        guard let path else { return }
        // Without a watch the file is looked at now and then; it may not be there yet.
        if token == nil { token = try? files?.add(file: path) { [unowned self] in changed() } }
        guard let sample = Self.lastRow(of: path), sample != latest else { return }
        latest = sample
        let frame = sample.frame(of: job)
        for reader in readers { tell(reader.loop, .usage(reader.number, job: job, at: sample.time, frame)) }
    }

    private func lookLater() {
        look = loop.after(Self.lookInterval) { [unowned self] in
            changed()
            lookLater()
        }
    }

    /// nil where there is no whole row yet, or the file can't be read.
    private static func lastRow(of path: String) -> UsageSample? {
        guard let file = try? FileDescriptor.open(path, .read), let size = try? file.size() else {
            return nil
        }
        let start = size > tailSize ? size - tailSize : 0
        guard let bytes = try? file.bytes(at: start, count: Int(size - start)) else { return nil }
        // The last newline ends the last whole row.
        let rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
        return rows.last.flatMap { UsageSample(row: String(decoding: $0, as: UTF8.self)) }
    }
}
