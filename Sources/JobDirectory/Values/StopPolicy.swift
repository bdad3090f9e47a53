/// How a job is asked to end, and how long it may take at each stage.
internal import JSON

/// The first signal goes once to main's process group, SIGTERM to the whole tree, then SIGKILL until nothing
/// is left.
package struct StopPolicy: Equatable, Sendable {
    /// Which signal asks first; its name as in anana.yaml.
    package enum Signal: String, CaseIterable, Sendable {
        case interrupt = "INT"
        case terminate = "TERM"
        case hangUp = "HUP"
        case quit = "QUIT"
        case user1 = "USR1"
        case user2 = "USR2"
        /// No first signal: a graceful stop begins with SIGTERM to the tree.
        case none = "none"
    }

    /// What becomes of the processes that outlive main when nobody asked for a stop.
    package enum Leftovers: String, CaseIterable, Sendable {
        /// They may run to their own end; the slot is theirs until then.
        case wait
        /// They get the linger time, then SIGTERM, five seconds later SIGKILL.
        case stop
    }

    package var signal: Signal
    /// Milliseconds from the first signal to SIGTERM.
    package var grace: Int64
    /// Milliseconds from SIGTERM to SIGKILL.
    package var terminateGrace: Int64
    /// Milliseconds that processes may outlive main when nobody asked for a stop.
    package var linger: Int64
    package var leftovers: Leftovers

    package init(
        signal: Signal = .interrupt, grace: Int64 = 30_000, terminateGrace: Int64 = 15_000,
        linger: Int64 = 5_000, leftovers: Leftovers = .stop
    ) {
        self.signal = signal
        self.grace = grace
        self.terminateGrace = terminateGrace
        self.linger = linger
        self.leftovers = leftovers
    }

    init(_ fields: RecordFields) throws(RecordError) {
        signal = try fields.word("signal", as: Signal.self)
        grace = try fields.integer("grace_ms")
        terminateGrace = try fields.integer("terminate_grace_ms")
        linger = try fields.integer("linger_ms")
        leftovers = try fields.optionalWord("leftovers", as: Leftovers.self) ?? .stop
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("signal", signal.rawValue)
        writer.member("grace_ms", grace)
        writer.member("terminate_grace_ms", terminateGrace)
        writer.member("linger_ms", linger)
        writer.member("leftovers", leftovers.rawValue)
        writer.endObject()
    }
}
