/// What a stream must know of the job whose log it carries.

package struct LogSource: Sendable {
    package let job: String
    /// Paths; the files may not be there yet.
    package let log: String
    package let index: String
    /// The job's state, as the API names it.
    package let state: String
    /// nil until the job has ended, which is after the last byte of its log.
    package let end: EndOfLog?
    /// Path of the latest attempt's usage.csv; nil before the first.
    package let usage: String?

    package init(
        job: String, log: String, index: String, state: String, end: EndOfLog?, usage: String? = nil
    ) {
        self.job = job
        self.log = log
        self.index = index
        self.state = state
        self.end = end
        self.usage = usage
    }
}

/// How the job of a final log ended.
package struct EndOfLog: Equatable, Sendable {
    package let state: String
    package let cause: String?
    package let exitCode: Int32?
    package let signal: Int32?

    package init(state: String, cause: String?, exitCode: Int32?, signal: Int32?) {
        self.state = state
        self.cause = cause
        self.exitCode = exitCode
        self.signal = signal
    }
}
