/// Records of jobs that need not be anything in particular.
import JSON
import JobDirectory

extension JobRecord {
    static func sample(_ id: JobID = JobID(at: 1_795_502_641_627), flavor: String = "cpu") -> JobRecord {
        JobRecord(
            id: id, template: "train", name: nil, parameters: [:], environment: [:], flavor: flavor,
            command: ["true"], stop: StopPolicy(), createdAt: id.milliseconds)
    }
}

extension ExitRecord {
    static func sample(_ main: MainOutcome, startedAt: Int64? = 1, lines: Int64 = 0) -> ExitRecord {
        ExitRecord(
            author: .supervisor, main: main, startedAt: startedAt, endedAt: 8, goneAt: 9, stop: nil,
            stage: .running,
            log: LogCounts(lines: lines))
    }
}
