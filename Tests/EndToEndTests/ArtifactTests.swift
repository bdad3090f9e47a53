/// What jobs leave behind, over real sockets: folders, large files, archives, and what it ran with.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Artifacts") struct ArtifactTests {
    private static let script = """
        import gate, os
        folder = os.environ["ANANA_ARTIFACTS_DIR"]
        os.makedirs(folder + "/ckpt/best", exist_ok=True)
        open(folder + "/ckpt/best/model.pt", "w").write("weights")
        open(folder + "/line\\nbreak", "w").write("x")
        with open(folder + "/big.bin", "wb") as big:
            big.seek(2 * 1024 ** 3)
            big.write(b"end")
        print("ready", flush=True)
        gate.wait("go")
        """

    /// The job runs, and has left what it leaves.
    private func running(_ body: (ServerUnderTest, String, ProjectUnderTest) throws -> Void) throws {
        try ProjectUnderTest.with(["leave.py": Self.script]) { project in
            let server = try project.serve()
            let id = try server.submit("leave.py")
            try eventually("what it leaves") { try server.lines(id).contains("ready") }
            try body(server, "/api/v1/jobs/\(id)/artifacts", project)
        }
    }

    @Test func `of a running job they are listed and read, slashes as they are or coded`() throws {
        try running { server, base, _ in
            let items = try server.get(base).json["items"]?.arrayValue ?? []
            #expect(
                items.compactMap { $0["path"]?.stringValue }
                    == ["big.bin", "ckpt", "ckpt/best", "ckpt/best/model.pt", "line\nbreak"])
            for item in items {
                let address = try #require(item["href"]?.stringValue)
                #expect(try server.connect().ask(.head, address).status == 200, "\(address)")
            }
            for path in ["ckpt/best/model.pt", "ckpt%2Fbest%2Fmodel.pt"] {
                let answer = try server.get(base + "/" + path)
                #expect(answer.status == 200 && answer.body == Array("weights".utf8), "\(path)")
            }
            for path in ["../job.json", "ckpt/../../job.json", "ckpt/%2e%2e/%2e%2e/job.json", "ckpt//best"] {
                #expect(try server.get(base + "/" + path).status == 404, "\(path)")
            }
        }
    }

    @Test func `a file of 2 GB is promised whole, and any part of it comes at once`() throws {
        try running { server, base, _ in
            let head = try server.connect().ask(.head, base + "/big.bin")
            #expect(head.fields[.contentLength] == "2147483651" && head.fields[.acceptRanges] == "bytes")
            let part = try server.get(base + "/big.bin", [.range: "bytes=-3"])
            #expect(part.status == 206 && part.body == Array("end".utf8))
            #expect(part.fields[.contentRange] == "bytes 2147483648-2147483650/2147483651")
        }
    }

    @Test func `a folder comes as an archive that tar unpacks`() throws {
        try running { server, base, project in
            let answer = try server.get(base + ".tar?under=ckpt")
            #expect(answer.status == 200 && answer.fields[.transferEncoding] == "chunked")
            try AtomicFile.replace(project.path + "/a.tar", with: answer.body, durability: .none)
            let tar = try RunningProgram(
                "tar", ["-C", project.path, "-xf", project.path + "/a.tar"], output: project.path + "/tar.out"
            )
            #expect(try tar.wait().code == 0, "\(tar.output())")
            #expect(try project.folder.read("ckpt/best/model.pt") == "weights")
        }
    }

    @Test func `a reader who goes away in the middle of an archive holds up nobody`() throws {
        try running { server, base, _ in
            // The big file alone takes a while; each of these leaves at once, more than may be under way.
            for _ in 0..<20 {
                let client = try server.connect()
                try client.send(.get, base + ".tar")
                _ = try client.head()
            }
            try eventually("a place for another") { try server.get(base + ".tar?under=ckpt").status == 200 }
        }
    }

    @Test func `what a job ran with is recorded, and the machine is told`() throws {
        try running { server, base, _ in
            let path = base.dropLast("/artifacts".count) + "/provenance"
            let record = try eventually("the record") { () -> JSONValue? in
                let answer = try server.get(String(path))
                return answer.json["complete"] == true ? .some(answer.json) : nil
            }
            #expect(record["python"]?["version"]?.stringValue?.hasPrefix("3.") == true, "\(record)")
            let system = try server.get("/api/v1/system").json
            #expect(system["host"] == record["host"] && system["uptime"]?.integerValue != nil)
        }
    }
}
