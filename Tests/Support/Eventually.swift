/// Waits until something outside of us has come true: another process, a file, a socket.
internal import Glibc
internal import Linux

package struct TimedOut: Error, CustomStringConvertible {
    package let what: String

    package init(what: String) {
        self.what = what
    }

    package var description: String { "not within the limit: \(what)" }
}

/// Asks again each millisecond until `condition` holds. The limit is for a broken world only: it is generous.
package func eventually(
    _ what: String, within limit: Duration = .seconds(120), _ condition: () throws -> Bool
) throws {
    let end = Instant.now + limit
    while try !condition() {
        if Instant.now > end { throw TimedOut(what: what) }
        poll(nil, 0, 1)
    }
}

/// The same for a value that is nil until it is there.
package func eventually<Value>(
    _ what: String, within limit: Duration = .seconds(120), value: () throws -> Value?
) throws -> Value {
    let end = Instant.now + limit
    while true {
        if let value = try value() { return value }
        if Instant.now > end { throw TimedOut(what: what) }
        poll(nil, 0, 1)
    }
}
