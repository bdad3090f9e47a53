/// Redo log of accepted jobs: one write on the disk makes many of them durable; their folders follow.
internal import JobDirectory
internal import Linux

/// Each line is a job.json, sealed as those of history.jsonl are, or says that a job needs the log no more: its
/// own files are on the disk, or it is gone. At a start after a power cut, folders that did not make it to the
/// disk are made again. Confined to the control loop.
final class AcceptLog {
    /// Beyond it what is in the log is brought to the disk in its own files, and the log begins anew.
    static let limit: Int64 = 8 << 20

    private let results: ResultsFolder
    private var file: HistoryFile?
    private(set) var isSettled = true
    private(set) var size: Int64 = 0

    init(_ results: ResultsFolder) {
        self.results = results
    }

    func add(_ record: JobRecord) throws(SystemError) {
        try append(AcceptLine.accepted(record).encoded())
    }

    /// The job is not to be made again. Not on the disk yet: `settle` for what must not come back.
    func forget(_ id: JobID) throws(SystemError) {
        try append(AcceptLine.settled(id).encoded())
    }

    private func append(_ line: [UInt8]) throws(SystemError) {
        if file == nil { file = try HistoryFile(results.accepted) }
        _ = try file?.append(line)
        size += Int64(line.count)
        isSettled = false
    }

    /// All that was added survives a power cut.
    func settle() throws(SystemError) {
        guard !isSettled else { return }
        try file?.synchronize()
        isSettled = true
    }

    /// Begins a new log; the old one is kept until `results` have been brought to the disk.
    /// - Returns: false where the one before is still being put away.
    func turn() throws(SystemError) -> Bool {
        guard !FileSystem.exists(results.acceptedBefore) else { return false }
        try settle()
        try FileSystem.rename(results.accepted, to: results.acceptedBefore)
        file = nil
        size = 0
        return true
    }

    /// Brings everything of the file system to the disk, and drops the log that was turned. May take long: not
    /// on a loop's time.
    static func putAway(_ results: ResultsFolder) throws(SystemError) {
        try FileSystem.synchronizeFileSystem(results.path)
        try FileSystem.remove(results.acceptedBefore)
    }

    /// Before anything is read: makes again what a power cut took.
    static func redo(_ results: ResultsFolder, _ store: JobStore) throws(SystemError) {
        var lost: [JobID: JobRecord] = [:]
        for path in [results.acceptedBefore, results.accepted] where FileSystem.exists(path) {
            _ = try HistoryFile(path).scan { bytes, _ in
                switch AcceptLine(parsing: Array(bytes)) {
                case .accepted(let record): lost[record.id] = record
                case .settled(let id): lost[id] = nil
                case nil: break
                }
            }
        }
        for record in lost.values.sorted(by: { $0.id < $1.id }) {
            try store.makeFolder(record)
        }
        guard !lost.isEmpty || FileSystem.exists(results.acceptedBefore) else { return }
        try FileSystem.synchronizeFileSystem(results.path)
        try FileSystem.remove(results.acceptedBefore)
        try FileSystem.remove(results.accepted)
    }
}
