/// Looks whether stop.json says something new.
internal import JobDirectory
internal import Linux

struct StopFile {
    private let path: String
    private var seen: FileStatus?

    init(_ path: String) {
        self.path = path
    }

    /// What it says, if it was written since the last look; nil also for a file that can't be read: it may be
    /// whole at the next look.
    mutating func changed() -> StopRecord? {
        do {
            guard let status = try FileSystem.status(path), status != seen else { return nil }
            guard let bytes = try FileSystem.contents(path) else { return nil }
            let record = try StopRecord(parsing: bytes)
            seen = status
            return record
        } catch {
            return nil
        }
    }
}
