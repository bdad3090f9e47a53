/// A job as it stands: what was asked for, and how far it has come.
package import JobDirectory

package struct Job: Equatable, Sendable {
    package let record: JobRecord
    /// Name and labels as they stand; those of the record until somebody changes them.
    package internal(set) var meta: MetaRecord
    package private(set) var state: JobState
    /// The attempt that runs, or ran last; 0 until the first begins.
    package private(set) var attempt = 0
    /// Those that have ended, in their order.
    package private(set) var attempts: [Attempt] = []
    /// When the next attempt may begin, in milliseconds since 1970; nil unless the job waits for that.
    package private(set) var retryAt: Int64?
    /// Milliseconds since 1970; nil until main runs, and between attempts.
    package private(set) var startedAt: Int64?
    /// nil until the job has ended.
    package private(set) var result: JobResult?
    /// The stop that is under way, or was; nil where nobody asked for one.
    package private(set) var stop: StopSummary?
    /// What SIGKILL has not ended for ten seconds: pid, command, state, what it waits in.
    package private(set) var stuck: [String] = []
    /// What its folder and its log take on the disk; nil where nobody has looked.
    package internal(set) var bytes: Int64?
    /// 1 for the job that runs next; nil unless queued. The table fills it in, as the next two.
    package var queuePosition: Int?
    package internal(set) var waitsFor: Obstacle?
    /// A guess, in milliseconds since 1970; nil where there is nothing to guess by.
    package internal(set) var estimatedStart: Int64?

    package var id: JobID { record.id }

    /// `attempts`: those that have ended already. `meta`: nil where nobody has changed anything.
    package init(_ record: JobRecord, meta: MetaRecord? = nil, attempts: [Attempt] = []) {
        self.record = record
        self.meta = meta ?? MetaRecord(name: record.name, labels: record.labels)
        self.attempts = attempts
        attempt = attempts.last?.number ?? 0
        state = .queued
    }

    /// - Throws: where the event can't come in the job's state; the job is then as it was.
    package mutating func apply(_ event: JobState.Event, at time: Int64) throws(JobState.InvalidTransition) {
        state = try state.after(event)
        switch event {
        case .launch:
            attempt = (attempts.last?.number ?? 0) + 1
            retryAt = nil
        case .launchFailed: attempt = attempts.last?.number ?? 0
        case .started: startedAt = startedAt ?? time
        case .retry(let result, let start):
            append(result)
            retryAt = start
            startedAt = nil
        case .retryDue: retryAt = nil
        case .ended(let result):
            append(result)
            self.result = result
            retryAt = nil
            startedAt = result.startedAt ?? startedAt
            stop = result.stop
            stuck = []
        case .stopRequested, .mainEnded: break
        }
    }

    /// How far the end of the tree has come.
    mutating func note(stage: StopStage, stuck: [String]) {
        stop?.stage = stage
        self.stuck = stuck
    }

    mutating func note(stop record: StopRecord) {
        stop = StopSummary(record, stage: stop?.stage ?? .running)
    }

    /// Nothing where the job was taken out of the queue: that was no attempt.
    private mutating func append(_ result: JobResult) {
        stuck = []
        if attempt > attempts.last?.number ?? 0 { attempts.append(Attempt(number: attempt, result: result)) }
    }
}
