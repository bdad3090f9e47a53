/// A server at the end of its descriptors, and one whose page is replaced under it.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("The limits of a server") struct ServerLimitTests {
    /// A folder with an `anana` that has no more than `limit` descriptors, soft and hard.
    private static func limited(_ limit: Int, in project: ProjectUnderTest) throws -> String {
        let folder = project.path + "/bin"
        try FileSystem.makeDirectories(folder)
        let script = "#!/bin/sh\nulimit -n \(limit)\nexec \(Products.anana) \"$@\"\n"
        try AtomicFile.replace(folder + "/anana", with: Array(script.utf8), durability: .none, permissions: 0o755)
        return folder
    }

    @Test func `out of descriptors it neither dies nor spins, and recovers`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.start([], programs: try Self.limited(96, in: project))
            try server.awaitListening()
            // More than it can hold; the kernel keeps the rest in its queue.
            var clients = try (0..<150).map { _ in try server.connect() }
            #expect(try clients[0].ask(.get, "/healthz").status == 200)
            let before = try #require(ProcessTable.snapshot().first { $0.identity.pid == server.program.pid })
            // Two seconds of its 100 ms pauses, told by its own answers: it serves whom it has meanwhile.
            let began = Instant.now
            var answers = 0
            while Instant.now - began < .seconds(2) {
                #expect(try clients[0].ask(.get, "/healthz").status == 200)
                answers += 1
            }
            #expect(answers > 10 && before.identity.pid == server.program.pid && server.program.status() == nil)
            clients = []
            #expect(try server.get("/healthz").status == 200)
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
