/// What an engine reports of an attempt, in the order in which it happens.
package import JobDirectory

package enum Observation: Equatable, Sendable {
    /// Main runs, since so many milliseconds after 1970.
    case started(at: Int64)
    /// Main has ended, others of its tree have not.
    case mainEnded
    /// The tree is gone: the slot is free. The last report.
    case ended(ExitRecord)
}
