/// What readers on any thread ask about a job: the job itself, its log's files, and how far the log has come.
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Streams

struct JobReader: Sendable {
    let table: JobTable
    let results: ResultsFolder
    let levels = RecentJobs(limit: 32) { _ in JobLevels() }

    /// nil where `text` names no job.
    func job(_ text: String) -> Jobs.Job? {
        JobID(text).flatMap { table[$0] }
    }

    /// Lines printed so far: by the job's end where it has ended, else by the size of the index.
    func lineCount(of job: Jobs.Job) -> Int64 { Self.lineCount(of: job, in: results) }

    /// What the answer that tells of a job is made of. The place of one that waits depends on others.
    func basis(_ text: String) -> JobFreshness.Basis {
        guard let job = job(text) else { return .unknown }
        if job.result != nil { return .job }
        guard job.state == .running else { return .unknown }
        let path = results.index(job.id)
        // As `lineCount`: an index that can't be looked at counts as none.
        let size: @Sendable () -> UInt64? = { (try? FileSystem.status(path))?.size }
        return .log(size: size(), current: size)
    }

    static func lineCount(of job: Jobs.Job, in results: ResultsFolder) -> Int64 {
        if let result = job.result { return result.lines }
        // An index that can't be looked at counts as none.
        guard job.attempt > 0, let status = try? FileSystem.status(results.index(job.id)) else { return 0 }
        let records = Int64(status.size) - Int64(LogIndex.headerSize)
        return max(0, records / Int64(LogIndex.recordSize))
    }

    /// As the API has it, in JSON.
    func text(of job: Jobs.Job) -> [UInt8] {
        JobAPI.Job(job, lines: lineCount(of: job)).encoded()
    }

    /// Of the last attempt that has one, with how it ended: only then is the receipt whole.
    func receipt(of job: Jobs.Job) -> (attempt: Int, exit: ExitRecord, receipt: Receipt)? {
        for number in stride(from: job.attempt, to: 0, by: -1) {
            let attempt = results.job(job.id).attempt(number)
            guard let exit = read(attempt.exit, ExitRecord.init(parsing:)),
                let receipt = read(attempt.receipt, Receipt.init(parsing:))
            else { continue }
            return (number, exit, receipt)
        }
        return nil
    }

    /// nil where the file is missing or torn: there is nothing to show then.
    private func read<Record>(_ path: String, _ parse: ([UInt8]) throws -> Record) -> Record? {
        guard let bytes = try? FileSystem.contents(path) else { return nil }
        return try? parse(bytes)
    }

    /// nil where there is no such job.
    func source(_ text: String) -> LogSource? {
        guard let job = job(text) else { return nil }
        let end = job.result.map {
            EndOfLog(
                state: $0.state.rawValue, cause: $0.cause?.rawValue, exitCode: $0.exitCode, signal: $0.signal)
        }
        return LogSource(
            job: job.id.text, log: results.log(job.id), index: results.index(job.id),
            state: job.state.rawValue, end: end,
            usage: job.attempt > 0 ? results.job(job.id).attempt(job.attempt).usage : nil)
    }
}
