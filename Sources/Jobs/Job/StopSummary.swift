/// A stop in a few words: who asked for it, how far it had to go, how long it took.
package import JobDirectory

package struct StopSummary: Equatable, Sendable {
    /// The strongest that was asked for, by who asked first: `api`, `time_limit`, ….
    package let mode: StopRecord.Mode
    package let requester: String
    /// When it was first asked for, in milliseconds since 1970.
    package let requestedAt: Int64
    /// Reached so far; at the end the one at which the tree was gone.
    package internal(set) var stage: StopStage
    /// nil while something of the tree lives.
    package let goneAt: Int64?
    /// Seen in the tree over time; nil where nobody wrote it down.
    package let processes: Int?

    /// A stop that is under way.
    init(_ record: StopRecord, stage: StopStage) {
        mode = record.mode
        requester = record.requester
        requestedAt = record.time
        self.stage = stage
        goneAt = nil
        processes = nil
    }

    /// One that is over; nil where nobody asked for it.
    package init?(_ record: ExitRecord, processes: Int?) {
        guard let stop = record.stop else { return nil }
        mode = stop.mode
        requester = stop.requester
        requestedAt = stop.time
        stage = record.stage
        goneAt = record.goneAt
        self.processes = processes
    }
}
