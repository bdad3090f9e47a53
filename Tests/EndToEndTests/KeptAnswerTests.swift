/// A job that has ended is told from what was encoded before; whatever changes it is told at once all the same.
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Kept answers of the whole server") struct KeptAnswerTests {
    @Test func `a finished job that is renamed or deleted is told so at once`() throws {
        try ProjectUnderTest.with(["train.py": "print('done')\n"]) { project in
            let server = try project.serve("--loops", "1")
            let id = try server.submit("train.py")
            _ = try server.awaitEnd(id)
            try eventually("its size") { try server.job(id)["bytes"] != .null }
            let client = try server.connect()
            let first = try client.ask(.get, "/api/v1/jobs/\(id)")
            #expect(try client.ask(.get, "/api/v1/jobs/\(id)").body == first.body)
            for name in ["one", "two"] {
                let body: JSONValue = ["name": .string(name)]
                let changed = try client.ask(
                    .patch, "/api/v1/jobs/\(id)", [.contentType: "application/json"], body.encoded())
                try #require(changed.status == 200, "\(changed)")
                for _ in 0..<2 {
                    #expect(try client.ask(.get, "/api/v1/jobs/\(id)").json["name"] == .string(name))
                }
            }
            #expect(try client.ask(.delete, "/api/v1/jobs/\(id)").status == 204)
            for _ in 0..<2 { #expect(try client.ask(.get, "/api/v1/jobs/\(id)").status != 200) }
        }
    }

    @Test func `a job that runs is told with every line that it has printed`() throws {
        let script = """
            import os, time
            for number in range(1, 4):
                while not os.path.exists(f"go{number}"): time.sleep(0.01)
                print(number, flush=True)
            """
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve("--loops", "1")
            let id = try server.submit("train.py")
            let client = try server.connect()
            for number in 1...3 {
                // Asked before the line, so that an answer is kept that must not outlive it.
                for _ in 0..<2 {
                    #expect(try client.ask(.get, "/api/v1/jobs/\(id)").json["lines"] == .integer(Int64(number - 1)))
                }
                try project.open("go\(number)")
                try eventually("line \(number) counts") {
                    try client.ask(.get, "/api/v1/jobs/\(id)").json["lines"] == .integer(Int64(number))
                }
            }
        }
    }
}
