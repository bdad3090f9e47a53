/// A value that only one loop's thread may touch, carried through others: checked at each use.

// @unchecked: `value` traps off the loop's thread, so nothing but the reference itself is ever shared.
package struct Confined<Value>: @unchecked Sendable {
    private let confined: Value
    package let remote: Remote

    /// Made on the loop's own thread.
    package init(_ value: Value, to loop: EventLoop) {
        confined = value
        remote = loop.remote
    }

    package var value: Value {
        precondition(remote.isCurrent, "a \(Value.self) was touched off its loop")
        return confined
    }

    /// Runs `body` on the loop.
    package func post(_ body: @escaping @Sendable (Value) -> Void) {
        let confined = self
        remote.post { body(confined.value) }
    }
}
