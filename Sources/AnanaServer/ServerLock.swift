/// One server a results folder: the lock, and what it tells of its holder.
internal import JobDirectory
internal import JSON
internal import Linux

struct ServerLock: ~Copyable {
    private let lock: FileLock

    /// - Throws: `.folderTaken` where another server lives, `.resultsNotWritable` where nothing can be made
    /// here.
    init(_ results: ResultsFolder) throws(StartError) {
        guard let lock = try Self.acquire(results) else {
            throw .folderTaken(path: results.path, holder: Self.holder(results))
        }
        self.lock = lock
    }

    /// How long the child of a killed server may take from its fork to its exec: until then it holds the lock
    /// that it has inherited (flock(2)), though its server is dead.
    private static let inheritance = Duration.seconds(1)
    private static let look = Duration.milliseconds(5)

    private static func acquire(_ results: ResultsFolder) throws(StartError) -> FileLock? {
        let end = Instant.now + inheritance
        while true {
            if let lock = try take(results) { return lock }
            if holderLives(results) || Instant.now >= end { return nil }
            Thread.pause(look)
        }
    }

    private static func take(_ results: ResultsFolder) throws(StartError) -> FileLock? {
        do throws(SystemError) {
            return try FileLock.acquire(results.serverLock)
        } catch {
            throw .resultsNotWritable(path: results.path, error)
        }
    }

    /// Whether the server that the note names is there; a note that can't be read names none.
    private static func holderLives(_ results: ResultsFolder) -> Bool {
        guard let note = note(results), let bootID = try? ProcessTable.bootID(), note["boot_id"] == .string(bootID),
            let pid = note["pid"]?.integerValue.flatMap({ Int32(exactly: $0) }),
            let entry = ProcessTable.entry(of: pid), !entry.isDead
        else { return false }
        return note["start"]?.integerValue == Int64(entry.identity.start)
    }

    /// Says where this server is reached; for people, and for programs that look for it.
    borrowing func note(address: String, pid: Int32) throws(SystemError) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("pid")
        writer.integer(Int64(pid))
        writer.key("boot_id")
        writer.string(try ProcessTable.bootID())
        writer.key("start")
        writer.integer(Int64(ProcessTable.identity(of: pid)?.start ?? 0))
        writer.key("url")
        writer.string(address)
        writer.endObject()
        try lock.note(String(decoding: writer.bytes, as: UTF8.self) + "\n")
    }

    private static func holder(_ results: ResultsFolder) -> String {
        guard let note = note(results) else { return "" }
        let pid = note["pid"]?.integerValue.map { "pid \($0)" }
        return [pid, note["url"]?.stringValue].compactMap { $0 }.joined(separator: ", ")
    }

    /// nil where there is none, or none that can be read: the note is a courtesy, without it a message is shorter.
    private static func note(_ results: ResultsFolder) -> JSONValue? {
        (try? FileSystem.contents(results.serverLock)).flatMap { try? JSONValue(parsing: $0) }
    }
}
