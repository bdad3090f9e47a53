/// Turns a loop until something has come true, for tests that play all parts on one thread.
package import Linux

extension EventLoop {
    /// Asks again each millisecond. The limit is for a broken world only, so it is generous.
    package func run(
        until what: String, within limit: Duration = .seconds(120), _ condition: @escaping () -> Bool
    ) throws {
        var isLate = false
        let end = after(limit) { [unowned self] in
            isLate = true
            stop()
        }
        ask(condition)
        try run()
        end.cancel()
        if isLate && !condition() { throw TimedOut(what: what) }
    }

    private func ask(_ condition: @escaping () -> Bool) {
        if condition() { return stop() }
        after(.milliseconds(1)) { [unowned self] in ask(condition) }
    }
}
