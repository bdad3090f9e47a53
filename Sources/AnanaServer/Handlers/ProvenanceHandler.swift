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
    init(_ job: JobRecord, file: String) {
        self.init(job: job.id.text, command: job.command, environment: job.environment, file: file)
    }
}
