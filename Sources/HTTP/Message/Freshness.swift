/// How long an answer may be given again to the same request: until somebody ends it, or it holds no more.
internal import Synchronization

package final class Freshness: Sendable {
    private let hasEnded = Atomic(false)
    private let holds: (@Sendable () -> Bool)?

    /// - Parameter holds: asked each time the answer would be given again, on a loop: must not block.
    ///   nil: nothing but `end()` ends it.
    package init(while holds: (@Sendable () -> Bool)? = nil) {
        self.holds = holds
    }

    package var lasts: Bool { !hasEnded.load(ordering: .acquiring) && holds?() ?? true }

    /// On any thread, once what the answer tells of has changed.
    package func end() {
        hasEnded.store(true, ordering: .releasing)
    }
}
