/// A job's log and metrics through a real server: searched, read line by line, while the disk is slow.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Reading a log") struct ReadingTests {
    @Test func `what a job printed is found, and its numbers are series`() throws {
        let script =
            "for n in range(1, 4): print(f'step={n} loss={1 / n:.2f}')\nprint('x' * 20000 + 'needle')"
        try ProjectUnderTest.with(["report.py": script]) { project in
            let server = try project.serve()
            let job = try server.submit("report.py")
            _ = try server.awaitEnd(job)
            let path = "/api/v1/jobs/\(job)"
            #expect(try server.get(path + "/logs/search?q=needle").json["hits"] == [4])
            #expect(try server.get(path + "/logs/4").json["length"] == 20_006)
            let series = try server.get(path + "/metrics").json["series"]?.arrayValue?.first
            #expect(
                series?["name"] == "loss" && series?["v"] == [1.0, 0.5, 0.33] && series?["n"] == [1, 2, 3])
        }
    }

    /// To open a FIFO waits for its other end: a disk that does not answer.
    @Test func `while searches wait for the disk, other requests are answered`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let job = try server.submit("count.py", ["100"])
            _ = try server.awaitEnd(job)
            let index = project.results + "/logs/\(job).idx"
            try FileSystem.rename(index, to: index + ".kept")
            try Pipe.makeFIFO(index)
            let readers = try ["search?q=line", "search?q=line", "1"].map { query in
                let reader = try server.connect()
                try reader.send(.get, "/api/v1/jobs/\(job)/logs/" + query)
                return reader
            }
            for _ in 0..<50 {
                #expect(try server.get("/healthz").status == 200)
                #expect(try server.get("/api/v1/jobs/\(job)").json["state"] == "completed")
            }
            // Waits until one of them waits.
            let end = try FileDescriptor.open(index, .write)
            try FileSystem.rename(index + ".kept", to: index)
            end.close()
            for reader in readers { #expect(try [200, 500].contains(reader.answer().status)) }
            #expect(
                try server.get("/api/v1/jobs/\(job)/logs/search?q=line").json["hits"]?.arrayValue?.count
                    == 100)
        }
    }
}
