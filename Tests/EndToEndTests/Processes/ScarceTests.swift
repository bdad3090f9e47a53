/// A server where the kernel gives less than it would like.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("A server short of kernel resources") struct ScarceTests {
    /// Becomes the program after it, in a user namespace of its own where nobody may watch files (inotify(7)).
    private static let blind = [
        "unshare", "--user", "--map-root-user", "sh", "-c",
        "echo 0 > /proc/sys/user/max_inotify_instances && exec \"$@\"", "sh",
    ]

    private static var isPossible: Bool {
        let command = blind + ["true"]
        guard let program = try? RunningProgram(command[0], Array(command.dropFirst()), output: "/dev/null")
        else { return false }
        return (try? program.wait())?.code == 0
    }

    @Test(.enabled(if: isPossible, "no user namespace can be made here"))
    func `that can't watch files looks at them, and loses nothing`() throws {
        let script = "import gate\nprint('ready')\ngate.wait('go')\nprint('done')\nraise SystemExit(7)\n"
        try ProjectUnderTest.with(["train.py": script]) { project in
            let programs = project.path + "/blind"
            let command = (Self.blind + [Products.anana]).map { "'\($0)'" }.joined(separator: " ")
            try project.folder.write("#!/bin/sh\nexec \(command) \"$@\"\n", to: "blind/anana")
            let server = try project.start(programs: programs)
            try server.awaitListening()
            let id = try server.submit("train.py")
            try server.awaitState(id, "running")
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream")
            _ = try stream.first("log")
            try project.open("go")
            _ = try stream.rest()
            let job = try server.job(id)
            #expect(job["state"] == "failed" && job["exit_code"] == 7, "\(job)")
            #expect(try server.lines(id) == ["ready", "done"])
        }
    }
}
