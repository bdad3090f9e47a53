/// One attempt of a job as its folder shows it: who runs it, what is recorded, what a crash would change.
import JSON
import Linux
import TestSupport
import Testing

struct AttemptUnderTest {
    let path: String

    enum Role: String, CaseIterable { case supervisor, waiter, main }

    /// Waits until its supervisor has written who runs.
    init(_ project: ProjectUnderTest, _ job: String, _ number: Int = 1) throws {
        let path = try eventually("attempt \(number) of \(job)") {
            try? project.finished(job, "attempts/\(number)")
        }
        self.path = path
        try eventually("pids.json of \(job)") { FileSystem.exists(path + "/pids.json") }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// JSON's null where there is no such file.
    func record(_ name: String) throws -> JSONValue {
        guard let bytes = try FileSystem.contents(file(name)) else { return .null }
        return try JSONValue(parsing: bytes)
    }

    func identity(_ role: Role) throws -> ProcessIdentity {
        let entry = try record("pids.json")[role.rawValue]
        let pid = try #require(entry?["pid"]?.integerValue)
        let start = try #require(entry?["start"]?.integerValue)
        return ProcessIdentity(pid: Int32(pid), start: UInt64(start))
    }

    func isAlive(_ role: Role) throws -> Bool {
        let identity = try identity(role)
        guard let entry = ProcessTable.entry(of: identity.pid) else { return false }
        return entry.identity == identity && !entry.isDead
    }

    /// SIGKILL; returns when all of them are dead.
    func kill(_ roles: Role...) throws {
        let identities = try roles.map(identity)
        for identity in identities { Signal.kill.send(to: identity) }
        for identity in identities {
            try eventually("the death of \(identity)") {
                guard let entry = ProcessTable.entry(of: identity.pid) else { return true }
                return entry.identity != identity || entry.isDead
            }
        }
    }

    /// Replaces text in a record, as another boot or another process would have written it.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = String(decoding: try #require(try FileSystem.contents(file(name))), as: UTF8.self)
        try #require(text.contains(old), "\(text)")
        try AtomicFile.replace(file(name), with: Array(text.replacing(old, with: new).utf8))
    }

    /// As a crash of the machine may leave it.
    func tear(_ name: String, to bytes: [UInt8] = []) throws {
        try AtomicFile.replace(file(name), with: bytes)
    }
}
