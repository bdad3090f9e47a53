/// How many lines of each level one log has, by thousands, as the API answers it; counted as it is asked for.
internal import JobAPI
internal import JobDirectory
internal import Linux
internal import LogText
internal import Synchronization

final class JobLevels: Sendable {
    /// Held while new lines are counted.
    private let index = Mutex(LevelIndex())

    /// Waits for the disk.
    func map(of job: JobID, in results: ResultsFolder) throws(SystemError) -> LogLevels {
        let result: Result<LogLevels, SystemError> = index.withLock { index in
            Result { () throws(SystemError) in try Self.map(of: job, in: results, &index) }
        }
        return try result.get()
    }

    private static func map(
        of job: JobID, in results: ResultsFolder, _ index: inout LevelIndex
    ) throws(SystemError) -> LogLevels {
        let file: LogReader
        do throws(SystemError) {
            file = try LogReader.open(log: results.log(job), index: results.index(job))
        } catch {
            // A job that has not started has no line yet.
            if error.isMissing { return empty(job) }
            throw error
        }
        guard let header = file.header else { return empty(job) }
        try index.advance(file)
        let counted = index
        let chunks = 0..<counted.chunkCount
        let counts = { (level: LogLevel) in chunks.map { counted.count(of: level, at: $0) } }
        return LogLevels(
            j: job.text, epoch: header.epochName, size: Int(LevelIndex.size),
            first: Int64(counted.firstChunk) * LevelIndex.size + 1, next: counted.next, d: counts(.debug),
            i: counts(.info), w: counts(.warning), e: counts(.error), c: counts(.critical),
            t: counted.times.map { header.beganAt + $0 })
    }

    private static func empty(_ job: JobID) -> LogLevels {
        LogLevels(
            j: job.text, epoch: "0", size: Int(LevelIndex.size), first: 1, next: 1, d: [], i: [], w: [],
            e: [], c: [],
            t: [])
    }
}
