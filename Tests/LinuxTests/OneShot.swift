/// Non-copyable values for tests: the macros of Testing can't look at them.
import Linux
import TestSupport

extension Socket {
    /// The connection that is waiting.
    func acceptNow() throws -> Socket {
        if let socket = try accept() { return socket }
        throw TimedOut(what: "a connection is waiting")
    }

    /// Whether nobody waits.
    func hasNone() throws -> Bool {
        try accept() == nil
    }
}

extension FileLock {
    /// Whether it could be had.
    static func tries(_ path: String) throws -> Bool {
        try acquire(path) != nil
    }
}

/// Several in an array.
final class Held<Value: ~Copyable> {
    let value: Value
    init(_ value: consuming Value) { self.value = value }
}
