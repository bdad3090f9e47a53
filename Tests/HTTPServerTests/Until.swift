// Waits for what another thread does, with a limit that only a broken world reaches.
import Glibc
import Linux

struct TookTooLong: Error {
    let what: String
}

func until<Value>(_ what: String, _ value: () throws -> Value?) throws -> Value {
    let end = Instant.now + .seconds(120)
    while true {
        if let value = try value() { return value }
        if Instant.now > end { throw TookTooLong(what: what) }
        poll(nil, 0, 1)
    }
}

func until(_ what: String, _ isTrue: () throws -> Bool) throws {
    _ = try until(what) { try isTrue() ? true : nil }
}
