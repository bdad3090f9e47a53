/// A new program in the place of an old one, while jobs of the old one run.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("An upgrade") struct UpgradeTests {
    private static let patient = """
        import gate, sys
        print("ready")
        gate.wait("go")
        print("done")
        sys.exit(7)
        """

    /// Copies of this build's programs, as an installation of its own.
    private func install(in folder: String) throws {
        try FileSystem.makeDirectories(folder)
        for program in [Products.anana, Products.supervisor] {
            let copy = try RunningProgram("cp", [program, folder], output: "/dev/null")
            #expect(try copy.wait().code == 0)
        }
    }

    @Test(arguments: ["stop", "end"])
    func `case 11: jobs of the old program go on under the new one, which can stop them`(
        what: String
    ) throws {
        try ProjectUnderTest.with(["train.py": Self.patient]) { project in
            let old = project.path + "/old"
            try install(in: old)
            let server = try project.start(programs: old)
            try server.awaitListening()
            let id = try server.submit("train.py")
            let attempt = try AttemptUnderTest(project, id)
            try eventually("a line") { try server.job(id)["lines"] == 1 }
            try server.killed()
            // The old supervisor runs on, from a file that is no more.
            try FileSystem.removeTree(old)
            let next = try project.serve()
            #expect(try next.job(id)["state"] == "running")
            #expect(try attempt.isAlive(.supervisor))
            if what == "stop" {
                #expect(try next.stop(id).status == 202)
                let job = try next.awaitEnd(id)
                #expect(job["state"] == "stopped" && job["signal"] == 2, "\(job)")
            } else {
                try project.open("go")
                let job = try next.awaitEnd(id)
                #expect(job["state"] == "failed" && job["exit_code"] == 7, "\(job)")
                #expect(try next.lines(id) == ["ready", "done"])
            }
            #expect(try attempt.record("exit.json")["by"] == "supervisor")
        }
    }
}
