/// Why main ended, as far as its code does not say it: what the supervisor saw and did.
internal import JSON

package struct EndEvidence: Equatable, Sendable {
    /// Told by the kernel's counters, never by signal 9: a killed worker leaves main with code 1.
    package enum OutOfMemory: String, Sendable {
        /// The counter of a cgroup that holds nothing but this job rose.
        case yes
        /// A counter rose that others share, while something of the job ended badly.
        case suspected
        case no
    }

    /// Who sent the signal that ended main.
    package enum Sender: String, Sendable {
        case supervisor
        /// Another process, main itself, or the kernel.
        case other
    }

    package var outOfMemory: OutOfMemory
    /// Which counter rose, from what to what.
    package var outOfMemoryCounter: String?
    /// The limit in milliseconds, where it was the reason for the stop; nil else.
    package var timeLimit: Int64?
    /// How far a stop had come when main ended; nil where nobody knows.
    package var endedStage: StopStage?
    /// nil where main was not ended by a signal, or nobody knows.
    package var signalSender: Sender?
    /// The stage in which the supervisor sent it; nil where it was not the supervisor.
    package var signalStage: StopStage?
    /// Why output was lost, or why there is no log; nil where all of it was kept.
    package var logFailure: String?

    package init(
        outOfMemory: OutOfMemory = .no, outOfMemoryCounter: String? = nil, timeLimit: Int64? = nil,
        endedStage: StopStage? = nil, signalSender: Sender? = nil, signalStage: StopStage? = nil,
        logFailure: String? = nil
    ) {
        self.outOfMemory = outOfMemory
        self.outOfMemoryCounter = outOfMemoryCounter
        self.timeLimit = timeLimit
        self.endedStage = endedStage
        self.signalSender = signalSender
        self.signalStage = signalStage
        self.logFailure = logFailure
    }

    /// Programs before this record existed wrote none of it.
    init(_ fields: RecordFields) throws(RecordError) {
        outOfMemory = try fields.optionalWord("oom", as: OutOfMemory.self) ?? .no
        outOfMemoryCounter = try fields.optionalString("oom_counter")
        timeLimit = try fields.optionalInteger("time_limit_ms")
        endedStage = try fields.optionalWord("ended_stage", as: StopStage.self)
        signalSender = try fields.optionalWord("signal_by", as: Sender.self)
        signalStage = try fields.optionalWord("signal_stage", as: StopStage.self)
        logFailure = try fields.optionalString("log_failure")
    }

    /// As members of the object that is open.
    func write(to writer: inout JSONWriter) {
        writer.member("oom", outOfMemory.rawValue)
        writer.member("oom_counter", outOfMemoryCounter)
        writer.member("time_limit_ms", timeLimit)
        writer.member("ended_stage", endedStage?.rawValue)
        writer.member("signal_by", signalSender?.rawValue)
        writer.member("signal_stage", signalStage?.rawValue)
        writer.member("log_failure", logFailure)
    }
}
