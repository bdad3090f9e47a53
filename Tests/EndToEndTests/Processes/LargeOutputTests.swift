/// Output that would fill memory, were it kept there.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Large output") struct LargeOutputTests {
    private static let output = "head -c 1000000000 /dev/zero | tr '\\0' x"

    /// KiB (VmHWM): the most that was ever resident.
    private func peak(_ pid: Int32) throws -> Int {
        let status = String(decoding: try FileSystem.contents("/proc/\(pid)/status") ?? [], as: UTF8.self)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.split { $0 == " " || $0 == "\t" }[1]))
    }

    @Test func `case 20: a line of a gigabyte costs supervisor and server no memory, and is kept as it is`()
        throws
    {
        let script = "\(Self.output)\nuntil [ -e go ]; do sleep 0.05; done\n"
        try ProjectUnderTest.with(["train.sh": script]) { project in
            let server = try project.serve()
            let id = try server.submit("train.sh", template: "shell")
            // Somebody watches it live.
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream")
            let attempt = try AttemptUnderTest(project, id)
            let log = "\(project.results)/logs/\(id).log"
            try eventually("the whole line", within: .seconds(120)) {
                try FileSystem.status(log)?.size == 1_000_000_000
            }
            #expect(try server.job(id)["state"] == "running")
            #expect(try peak(try attempt.identity(.supervisor).pid) < 64 << 10)
            #expect(try peak(server.program.pid) < 64 << 10)
            try project.open("go")
            _ = try stream.rest()
            #expect(try server.job(id)["lines"] == 1)
            #expect(try peak(server.program.pid) < 64 << 10)
            let comparison = try RunningProgram(
                "sh", ["-c", "\(Self.output) | cmp - \(log)"], output: project.path + "/cmp.out")
            #expect(try comparison.wait().code == 0, "\(comparison.output())")
        }
    }
}
