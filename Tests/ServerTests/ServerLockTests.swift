/// One server a results folder.
@testable import AnanaServer
import JobDirectory
import JSON
import Linux
import Testing
import TestSupport

@Suite struct ServerLockTests {
    private let folder: TemporaryDirectory
    private let results: ResultsFolder

    init() throws {
        folder = try TemporaryDirectory()
        results = ResultsFolder(ofProject: folder.path)
        try results.make()
    }

    /// The message of the refusal; nil where the lock was free.
    private func refusal() -> String? {
        do throws(StartError) {
            _ = try ServerLock(results)
            return nil
        } catch { return "\(error)" }
    }

    @Test func `the second is told who holds it`() throws {
        let lock = try ServerLock(results)
        let pid = ProcessTable.ownPID
        try lock.note(address: "http://127.0.0.1:8080", pid: pid)
        #expect(
            refusal() == "\(results.path): another anana serves this folder (pid \(pid), http://127.0.0.1:8080)"
        )
        try lock.note(address: "http://127.0.0.1:1", pid: 1)
        #expect(refusal()?.contains("(pid 1, http://127.0.0.1:1)") == true)
    }

    @Test(arguments: ["", "torn {", "[]", "{}"])
    func `a note that tells nothing only shortens the message`(note: String) throws {
        try folder.write(note, to: ".anana-results/server.lock")
        let lock = try ServerLock(results)
        #expect(refusal() == "\(results.path): another anana serves this folder")
        try lock.note(address: "x", pid: 1)
    }

    @Test func `it is free again when its holder is gone`() throws {
        do {
            let lock = try ServerLock(results)
            try lock.note(address: "http://127.0.0.1:8080", pid: 4711)
        }
        #expect(refusal() == nil)
    }

    /// flock(2): what a fork inherits is the same lock, so a killed server's lock may outlive it for a moment.
    @Test func `what a dead server's child still holds is waited for`() throws {
        let dead = try RunningProgram("true", [], output: folder.path + "/true.out")
        try dead.wait()
        let note = #"{"pid":\#(dead.pid),"boot_id":"\#(try ProcessTable.bootID())","start":1}"#
        try folder.write(note, to: ".anana-results/server.lock")
        let child = try RunningProgram("flock", [results.serverLock, "sleep", "0.2"], output: folder.path + "/flock.out")
        try eventually("the child's lock") { try FileLock.isHeld(results.serverLock) }
        #expect(refusal() == nil)
        try child.wait()
    }

    @Test func `programs find the server by it`() throws {
        let lock = try ServerLock(results)
        try lock.note(address: "http://127.0.0.1:8080", pid: 4711)
        let note = try JSONValue(parsing: try FileSystem.contents(results.serverLock) ?? [])
        #expect(note["pid"] == 4711 && note["url"] == "http://127.0.0.1:8080")
        #expect(
            note["boot_id"]?.stringValue == (try ProcessTable.bootID()) && note["start"]?.integerValue != nil)
    }

    @Test func `where nothing can be made there is no lock`() throws {
        try FileSystem.removeTree(results.path)
        #expect(refusal() == "\(results.path): results can't be kept here: No such file or directory")
    }
}
