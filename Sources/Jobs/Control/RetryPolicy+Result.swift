/// Whether an attempt that ended in a certain way is followed by another.
internal import JobDirectory

extension RetryPolicy {
    /// When the next attempt may begin, in milliseconds since 1970; nil where the job is over. `number`
    /// counts from 1. A pure function of what is on the disk, so a restart changes nothing.
    func nextStart(after number: Int, _ result: JobResult) -> Int64? {
        guard covers(result), let pause = pause(after: number) else { return nil }
        return result.goneAt + pause
    }

    private func covers(_ result: JobResult) -> Bool {
        // A job that was stopped has no cause: nobody wants it again.
        guard let cause = result.cause else { return false }
        if causes.contains(cause.rawValue) || result.state == .lost && causes.contains("lost") { return true }
        guard cause == .exitCode, let code = result.exitCode else { return false }
        return exitCodes.contains(code)
    }
}
