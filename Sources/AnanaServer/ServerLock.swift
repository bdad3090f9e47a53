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

    private static func acquire(_ results: ResultsFolder) throws(StartError) -> FileLock? {
        do throws(SystemError) {
            return try FileLock.acquire(results.serverLock)
        } catch {
            throw .resultsNotWritable(path: results.path, error)
        }
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
        // The note is a courtesy: without it the message is only shorter.
        guard let bytes = try? FileSystem.contents(results.serverLock), let note = try? JSONValue(parsing: bytes)
        else { return "" }
        let pid = note["pid"]?.integerValue.map { "pid \($0)" }
        return [pid, note["url"]?.stringValue].compactMap { $0 }.joined(separator: ", ")
    }
}
