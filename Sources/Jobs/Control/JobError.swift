/// Why a request about jobs was refused.
package import JobDirectory
package import Linux
package import Project

package enum JobError: Error, Sendable {
    case notFound(JobID)
    /// `known`: the templates that there are.
    case unknownTemplate(String, known: [String])
    /// All that is wrong with the request, each with a JSON pointer into it.
    case invalid([Violation])
    /// Another request has used the idempotency key, and it was not the same.
    case keyTaken(by: JobID)
    /// What was asked for needs a job that has ended.
    case notEnded(JobID, JobState)
    /// What was asked for needs a job that waits in the queue.
    case notQueued(JobID, JobState)
    /// The request was fine, and could not be stored; nothing was done.
    case storage(SystemError)
}
