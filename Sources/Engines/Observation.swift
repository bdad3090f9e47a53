/// What an engine reports of an attempt, in the order in which it happens.
package import JobDirectory

package enum Observation: Equatable, Sendable {
    /// Main runs, since so many milliseconds after 1970.
    case started(at: Int64)
    /// The end of the tree has come further. `stuck`: what SIGKILL has not ended for ten seconds.
    case advanced(StopStage, stuck: [String])
    /// Main has ended, others of its tree have not.
    case mainEnded
    /// What a person who runs the server may want to know.
    case trouble(String)
    /// The tree is gone: the slot is free. The last report.
    case ended(ExitRecord)
}
