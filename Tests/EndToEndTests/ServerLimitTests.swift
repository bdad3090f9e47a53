/// A server at the end of its descriptors, and one whose page is replaced under it.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("The limits of a server") struct ServerLimitTests {
    private static var json: Fields {
        var fields = Fields()
        fields.set(.contentType, "application/json")
        return fields
    }

    private static let order = Array(#"{"template": "run", "parameters": {"file": "count.py", "args": ["3"]}}"#.utf8)

    private static func limitFiles(of pid: Int32, _ limit: String) throws {
        let program = try RunningProgram(
            "prlimit", ["--pid", "\(pid)", "--nofile=\(limit):"], output: "/dev/null")
        #expect(try program.wait().code == 0)
    }

    private static func sleeps(_ pid: Int32) throws -> Bool {
        try FileSystem.list("/proc/\(pid)/task").allSatisfy { thread in
            let status = try FileSystem.contents("/proc/\(pid)/task/\(thread)/status") ?? []
            return String(decoding: status, as: UTF8.self).contains("State:\tS")
        }
    }

    /// A folder with an `anana` that has no more than `limit` descriptors, soft and hard.
    private static func limited(_ limit: Int, in project: ProjectUnderTest) throws -> String {
        let folder = project.path + "/bin"
        try FileSystem.makeDirectories(folder)
        let script = "#!/bin/sh\nulimit -n \(limit)\nexec \(Products.anana) \"$@\"\n"
        try AtomicFile.replace(folder + "/anana", with: Array(script.utf8), durability: .none, permissions: 0o755)
        return folder
    }

    @Test func `clients leave descriptors to files`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.start([], programs: try Self.limited(128, in: project))
            try server.awaitListening()
            let limits = try server.get("/api/v1/system").json["limits"]
            #expect(limits?["connections"] == 64)
            // The kernel keeps those in its queue who are too many.
            var clients = try (0..<150).map { _ in try server.connect() }
            #expect(try clients[0].ask(.get, "/healthz").status == 200)
            let job = try clients[0].ask(.post, "/api/v1/jobs", Self.json, Self.order)
            #expect(job.status == 201)
            clients = []
            #expect(try server.awaitEnd(try #require(job.json["id"]?.stringValue))["state"] == "completed")
        }
    }

    @Test func `out of descriptors it neither dies nor spins, and recovers`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let first = try server.connect()
            #expect(try first.ask(.get, "/healthz").status == 200)
            let open = try FileSystem.list("/proc/\(server.program.pid)/fd").compactMap { Int($0) }
            try Self.limitFiles(of: server.program.pid, "\(open.max() ?? 0)")
            let clients = try (0..<20).map { _ in
                let client = try server.connect()
                try client.send(.get, "/healthz")
                return client
            }
            // A loop that spun would never be seen asleep.
            for _ in 0..<5 {
                try eventually("all of its threads sleep") { try Self.sleeps(server.program.pid) }
                #expect(try first.ask(.get, "/healthz").status == 200)
            }
            try Self.limitFiles(of: server.program.pid, "1024")
            for client in clients { #expect(try client.answer().status == 200) }
        }
    }

    @Test func `takes as many descriptors as it may`() throws {
        try ProjectUnderTest.with { project in
            let folder = project.path + "/bin"
            try FileSystem.makeDirectories(folder)
            let script = "#!/bin/sh\nulimit -Sn 64\nexec \(Products.anana) \"$@\"\n"
            try AtomicFile.replace(folder + "/anana", with: Array(script.utf8), durability: .none, permissions: 0o755)
            let server = try project.start([], programs: folder)
            try server.awaitListening()
            let limits = try #require(try FileSystem.contents("/proc/\(server.program.pid)/limits"))
            let line = String(decoding: limits, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("Max open files") }
            let words = try #require(line).split(separator: " ").map(String.init)
            #expect(words[3] == words[4] && words[3] != "64")
        }
    }

    @Test func `reads its page again at SIGHUP`() throws {
        try ProjectUnderTest.with(["page/index.html": "old"]) { project in
            let server = try project.serve("--static", project.path + "/page")
            #expect(try server.get("/").text == "old")
            try project.folder.write("new page", to: "page/index.html")
            try project.folder.write("let x", to: "page/_app/immutable/x.js")
            server.program.send(.hangup)
            try eventually("the new page") { try server.get("/").text == "new page" }
            #expect(try server.get("/_app/immutable/x.js").status == 200)
        }
    }
}
