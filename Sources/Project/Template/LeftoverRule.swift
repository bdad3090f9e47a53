/// What becomes of processes that outlive the main process when nobody asked for a stop.
internal import YAML

package struct LeftoverRule: Equatable, Sendable {
    package enum Manner: String, CaseIterable, Sendable {
        /// They run to their own end; the job's slot is theirs until then.
        case wait
        /// They get the linger time, then SIGTERM, then SIGKILL.
        case stop
    }

    package let manner: Manner
    /// Milliseconds.
    package let linger: Int64

    init(manner field: YAMLNode.Entry?, linger: YAMLNode.Entry?, reader: inout ConfigurationReader) {
        var manner = Manner.stop
        if let field, let text = reader.string(field) {
            if let known = Manner(rawValue: text) {
                manner = known
            } else {
                reader.fault("'leftovers' must be wait or stop, is '\(text)'", at: field.value.position)
            }
        }
        self.manner = manner
        if manner == .wait, let linger {
            reader.fault("'linger' belongs to leftovers: stop", at: linger.position)
        }
        self.linger = reader.milliseconds(linger) ?? 5_000
    }
}
