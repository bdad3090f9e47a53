/// Many short jobs: of none of them stays more than its records.
import Glibc
import HTTP
import JSON
import Linux
import TestSupport
import Testing

/// `ANANA_SOAK_JOBS` one after the other (default 200), `ANANA_SOAK_AT_ONCE` together (default 100).
@Suite("Soak") struct SoakTests {
    /// What a server holds on to.
    private struct Holding: CustomStringConvertible {
        let descriptors: Int
        /// What they are open on.
        let names: [String]
        let zombies: Int
        /// KiB of its own (RssAnon).
        let memory: Int

        init(_ server: ServerUnderTest) throws {
            let pid = server.program.pid
            let folder = "/proc/\(pid)/fd"
            // One that is closed meanwhile has no name.
            names = try FileSystem.list(folder).map { (try? FileSystem.target(ofLink: "\(folder)/\($0)")) ?? "" }
            descriptors = names.count
            zombies = ProcessTable.snapshot().count { $0.parent == pid && $0.isDead }
            let status = String(
                decoding: try FileSystem.contents("/proc/\(pid)/status") ?? [], as: UTF8.self)
            let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
            memory = line.flatMap { Int($0.split { $0 == " " || $0 == "\t" }[1]) } ?? 0
        }

        var description: String {
            "\(descriptors) descriptors, \(zombies) zombies, \(memory) KiB, \(names.sorted())"
        }
    }

    /// FIFOs and sockets below the jobs' folders.
    private func doors(_ project: ProjectUnderTest) throws -> [String] {
        var found: [String] = []
        for month in try FileSystem.list(project.results + "/jobs") where month != "active" {
            for job in try FileSystem.list("\(project.results)/jobs/\(month)") {
                let attempt = "\(project.results)/jobs/\(month)/\(job)/attempts/1"
                for name in ["out.fifo", "ctl.sock"] where FileSystem.exists("\(attempt)/\(name)") {
                    found.append("\(job)/\(name)")
                }
            }
        }
        return found
    }

    private func awaitRest(_ server: ServerUnderTest, as before: Holding) throws -> Holding {
        // The last supervisor's end comes a moment after its last word; streams close a moment after theirs.
        try eventually("nothing left: \(before), then \(Holding(server))") {
            let now = try Holding(server)
            return now.zombies == 0 && now.descriptors <= before.descriptors
        }
        return try Holding(server)
    }

    @Test func `many jobs one after the other leave no process, descriptor, FIFO or socket behind`() throws {
        let count = Int(ChaosTests.setting("ANANA_SOAK_JOBS") ?? 200)
        try ProjectUnderTest.with(["train.sh": "echo $1\n"]) { project in
            let server = try project.serve()
            func run(_ number: Int) throws {
                let id = try server.submit("train.sh", ["\(number)"], template: "shell")
                try #require(try server.awaitEnd(id)["state"] == "completed")
            }
            // Until buffers and tables have their size.
            for number in 0..<50 { try run(number) }
            let before = try Holding(server)
            for number in 0..<count { try run(number) }
            let after = try awaitRest(server, as: before)
            if ChaosTests.setting("ANANA_SOAK_JOBS") != nil { print("soak: \(before); \(after)") }
            #expect(try doors(project) == [])
            #expect(try project.activeJobs().isEmpty)
            #expect(ProjectUnderTest.processes(project.path).count == 1, "the server alone")
            // The table keeps what the API tells of each job; nothing else may grow.
            #expect(after.memory - before.memory < 1024 + 12 * count, "\(before), then \(after)")
        }
    }

    @Test func `many jobs at once end all, and leave nothing behind`() throws {
        let count = Int(ChaosTests.setting("ANANA_SOAK_AT_ONCE") ?? 100)
        let script = "echo here\nuntil [ -e go ]; do sleep 0.2; done\n"
        try ProjectUnderTest.with(["train.sh": script]) { project in
            let server = try project.serve("--limit", "\(count)")
            // What is opened once, for the first job and its first reader.
            let first = try server.submit("count.py", ["1"])
            _ = try server.awaitEnd(first)
            try eventually("its size") { try server.job(first)["bytes"] != .null }
            let before = try Holding(server)
            let ids = try (0..<count).map { _ in try server.submit("train.sh", template: "shell") }
            for id in ids { try server.awaitState(id, "running") }
            let during = try Holding(server)
            try project.open("go")
            for id in ids { #expect(try server.awaitEnd(id)["state"] == "completed") }
            for id in ids { #expect(try server.lines(id) == ["here"]) }
            let after = try awaitRest(server, as: before)
            if ChaosTests.setting("ANANA_SOAK_AT_ONCE") != nil {
                print("soak: \(before); \(during); \(after)")
            }
            #expect(try doors(project) == [])
            #expect(try project.activeJobs().isEmpty)
            #expect(ProjectUnderTest.processes(project.path).count == 1, "the server alone")
        }
    }
}
