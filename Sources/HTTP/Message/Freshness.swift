/// How long an answer may be given again to the same request: until somebody ends it.
internal import Synchronization

package final class Freshness: Sendable {
    private let hasEnded = Atomic(false)

    package init() {}

    package var lasts: Bool { !hasEnded.load(ordering: .acquiring) }

    /// On any thread, once what the answer tells of has changed.
    package func end() {
        hasEnded.store(true, ordering: .releasing)
    }
}
