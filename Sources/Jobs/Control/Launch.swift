/// What an attempt is started with: argument vector, folder, environment.
internal import Linux
internal import JobDirectory

struct Launch {
    /// The project's folder.
    let root: String
    let store: JobStore
    let bootID: String
    let retention: LogRetention
    var gpuMaker = GPUSurvey.Maker.nvidia

    func record(for job: JobRecord, attempt: Int, lease: SlotTable.Lease) -> LaunchRecord {
        let nonce = String(UInt64.random(in: 0...(.max)), radix: 16)
        return LaunchRecord(
            job: job.id, attempt: attempt, bootID: bootID, time: WallClock.milliseconds,
            arguments: job.command,
            workingDirectory: root, environment: environment(of: job, attempt, lease, nonce),
            lease: LaunchRecord.Lease(flavor: lease.flavor, gpus: lease.gpus), stop: job.stop, nonce: nonce,
            log: store.results.log(job.id), index: store.results.index(job.id), timeout: job.timeout,
            retention: retention)
    }

    private func environment(
        of job: JobRecord, _ attempt: Int, _ lease: SlotTable.Lease, _ nonce: String
    ) -> [String: String] {
        var environment = job.environment
        environment.merge(gpuMaker.variables(lease.gpus)) { $1 }
        environment["ANANA_JOB_ID"] = job.id.text
        environment["ANANA_NONCE"] = nonce
        environment["ANANA_ATTEMPT"] = "\(attempt)"
        environment["ANANA_ARTIFACTS_DIR"] = store.results.job(job.id).artifacts
        environment["ANANA_RESULTS_DIR"] = store.results.path
        return environment
    }
}
