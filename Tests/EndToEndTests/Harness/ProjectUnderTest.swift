/// A project folder of its own for one test, and all that runs in it: servers, supervisors, jobs.
import Linux
import TestSupport
import Testing

final class ProjectUnderTest {
    let folder: TemporaryDirectory
    private var servers: [ServerUnderTest] = []

    var path: String { folder.path }
    var results: String { path + "/.anana-results" }

    private init(_ files: [String: String]) throws {
        folder = try TemporaryDirectory()
        for (name, text) in files { try folder.write(text, to: name) }
    }

    /// Whatever `body` does, nothing that it started outlives it. An error comes with what the servers said.
    /// - Parameter files: besides those of `Scripts.common`, which they may replace.
    static func with(
        _ files: [String: String] = [:], _ body: (ProjectUnderTest) throws -> Void
    ) throws {
        let project = try ProjectUnderTest(Scripts.common.merging(files) { $1 })
        defer { project.end() }
        do {
            try body(project)
        } catch {
            let said = project.servers.map { $0.program.output().suffix(4000) }.joined(separator: "\n---\n")
            Issue.record(error, "the servers said:\n\(said)")
        }
    }

    /// A server that listens.
    func serve(_ options: String...) throws -> ServerUnderTest {
        let server = try start(options)
        try server.awaitListening()
        return server
    }

    /// A server that may not listen yet, or never will.
    func start(
        _ options: [String] = [], programs: String? = nil, path search: String? = nil
    ) throws -> ServerUnderTest {
        let server = try ServerUnderTest(
            project: path, options: options, number: servers.count, programs: programs, path: search)
        servers.append(server)
        return server
    }

    /// Tells a job that waits for `name` to go on (`Scripts.gate`).
    func open(_ name: String) throws {
        try folder.write("", to: name)
    }

    /// Waits until a job has made the file.
    func awaitFile(_ name: String) throws {
        try eventually(name) { FileSystem.exists(path + "/" + name) }
    }

    /// What lies in `jobs/active`.
    func activeJobs() throws -> [String] {
        try FileSystem.list(results + "/jobs/active")
    }

    /// Path of a finished job's file, such as `attempts/1/launch.json`.
    func finished(_ job: String, _ name: String) throws -> String {
        let jobs = results + "/jobs"
        let months = try FileSystem.list(jobs).filter { $0 != "active" }
        let month = try #require(
            months.first { FileSystem.exists("\(jobs)/\($0)/\(job)") }, "\(job) is not put away")
        return "\(jobs)/\(month)/\(job)/\(name)"
    }

    func log(_ job: String) throws -> [UInt8] {
        try FileSystem.contents("\(results)/logs/\(job).log") ?? []
    }

    /// The live processes that have `mark` among their words or in their environment.
    static func processes(_ mark: String) -> [ProcessTable.Entry] {
        ProcessTable.snapshot().filter { entry in
            guard !entry.isDead else { return false }
            return ProcessTable.arguments(of: entry.pid).contains { $0.contains(mark) }
                || (ProcessTable.environment(of: entry.pid) ?? []).contains { $0.contains(mark) }
        }
    }

    /// The servers first, or they would start what is queued; twice nothing, because a tree may be forking.
    private func end() {
        for server in servers { server.program.send(.kill) }
        var emptyScans = 0
        while emptyScans < 2 {
            let members = Self.processes(path)
            for member in members { Signal.kill.send(to: member.identity) }
            emptyScans = members.isEmpty ? emptyScans + 1 : 0
        }
    }
}
