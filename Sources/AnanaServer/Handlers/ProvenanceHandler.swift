/// With what a job ran.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Provenance

struct ProvenanceHandler: ProvenanceHandlers {
    let reader: JobReader

    /// On the worker lane: it waits for the disk.
    func getProvenance(_ input: GetProvenance.Input) throws -> GetProvenance.Output {
        guard let job = reader.job(input.jobID) else { throw ProblemError.noJob(input.jobID) }
        guard let record = try ProvenanceRecord.read(reader.results.job(job.id).provenance) else {
            throw ProblemError(.notFound, detail: "Of job \(job.id) nothing was recorded (yet).")
        }
        return .ok(record)
    }
}

extension ProvenanceRecorder.Subject {
    /// nil where nothing is to be recorded: a later attempt is the same job, whatever the files are by then,
    /// and of a job that began under an earlier server nobody knows any more how they were.
    init?(_ job: Jobs.Job, in results: ResultsFolder) {
        let file = results.job(job.id).provenance
        let age = WallClock.milliseconds - (job.startedAt ?? 0)
        guard job.attempt == 1, age < 10_000, !FileSystem.exists(file) else { return nil }
        self.init(
            job: job.id.text, command: job.record.command, environment: job.record.environment, file: file)
    }
}
