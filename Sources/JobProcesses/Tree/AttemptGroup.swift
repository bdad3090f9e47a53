/// Where the cgroup of an attempt lies: known without a record, which its supervisor may not live to write.
package import JobDirectory
package import Linux

package enum AttemptGroup {
    /// `folder`: the cgroup that the supervisor is in.
    package static func group(of job: JobID, attempt: Int, below folder: String) -> ControlGroup {
        ControlGroup(path: "\(folder)/\(name(of: job, attempt: attempt))")
    }

    package static func name(of job: JobID, attempt: Int) -> String { "anana-\(job)-\(attempt)" }
}
