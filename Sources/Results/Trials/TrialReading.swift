/// What was read of one scope: its trials, and what can't be shown as it is.

package struct TrialReading: Equatable, Sendable {
    package struct Note: Equatable, Sendable {
        package let scope: TrialScope
        /// Below the folder of the scope; empty for the folder.
        package let file: String
        package let detail: String
    }

    /// Files of one trial first, each in the order of their paths.
    package var trials: [Trial] = []
    package var notes: [Note] = []
}
