/// What a queued job waits for, as a word for programs and a sentence for people.

package struct Obstacle: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Somebody has paused the queue.
        case paused
        /// As many jobs run as may at once.
        case slot
        /// As many of its flavor run as may at once.
        case flavor
        /// The GPUs that it needs are not free.
        case gpu
        /// The moment of its next attempt.
        case retry
        /// It could not be started just now, and will be tried again.
        case trouble
    }

    package let kind: Kind
    package let detail: String

    package init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}
