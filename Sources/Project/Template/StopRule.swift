/// How a job of a template is asked to end (supervision.md section 4).
internal import YAML

package struct StopRule: Equatable, Sendable {
    /// The first signal, sent once to the process group of the main process.
    package enum Signal: String, CaseIterable, Sendable {
        case interrupt = "INT"
        case terminate = "TERM"
        case user1 = "USR1"
        /// Begins with SIGTERM to the whole tree.
        case none
    }

    package let signal: Signal
    /// Milliseconds from the first signal to SIGTERM.
    package let grace: Int64
    /// Milliseconds from SIGTERM to SIGKILL.
    package let terminateGrace: Int64

    package init(signal: Signal = .interrupt, grace: Int64 = 30_000, terminateGrace: Int64 = 15_000) {
        self.signal = signal
        self.grace = grace
        self.terminateGrace = terminateGrace
    }

    init(_ node: YAMLNode?, reader: inout ConfigurationReader) {
        let fields = reader.mapping(node, "stop", keys: ["signal", "grace", "terminate_grace"])
        var signal = Signal.interrupt
        if let entry = fields["signal"], let text = reader.string(entry) {
            let names = Signal.allCases.map(\.rawValue)
            if let known = Signal(rawValue: text) {
                signal = known
            } else {
                let message = "'signal' must be one of \(names.joined(separator: ", ")), is '\(text)'"
                reader.fault(message, at: entry.value.position)
            }
        }
        self.signal = signal
        grace = reader.milliseconds(fields["grace"]) ?? 30_000
        terminateGrace = reader.milliseconds(fields["terminate_grace"]) ?? 15_000
    }
}
