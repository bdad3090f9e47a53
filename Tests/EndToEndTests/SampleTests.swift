/// The sample project: written once, served, and a real training run.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("The sample project") struct SampleTests {
    @Test func `is written where its files are missing, and served`() throws {
        try ProjectUnderTest.with { project in
            try FileSystem.remove(project.path + "/anana.yaml")
            let first = try project.serve("--sample")
            let names = ["anana.yaml", "train.py", "final.py", "iris.csv"]
            for name in names { #expect(FileSystem.exists(project.path + "/" + name), "\(name)") }
            let written = try project.folder.read("iris.csv")
            try project.folder.write("print('mine')\n", to: "train.py")
            try FileSystem.remove(project.path + "/iris.csv")
            try first.killed()
            let second = try project.serve("--sample")
            #expect(try project.folder.read("train.py") == "print('mine')\n")
            #expect(try project.folder.read("iris.csv") == written)
            #expect(try second.get("/api/v1/templates").json["items"]?.arrayValue?.first?["id"] == "train")
        }
    }

    @Test func `is made in a folder of its own where none is named`() throws {
        let directory = try TemporaryDirectory()
        let program = try RunningProgram(
            Products.anana, ["serve", "--sample", "--port", "0"], in: directory.path,
            environment: ServerUnderTest.environment, output: directory.path + "/out")
        try eventually("a server that listens") {
            #expect(program.status() == nil)
            return program.output().contains(" serves ")
        }
        #expect(FileSystem.exists(directory.path + "/.anana-sample/train.py"))
        program.send(.terminate)
        #expect(try program.wait().code == 0)
    }

    @Test func `trains a model, with levels, bars, trials and results`() throws {
        try ProjectUnderTest.with { project in
            try FileSystem.remove(project.path + "/anana.yaml")
            let server = try project.serve("--sample")
            let answer = try server.post(
                "/api/v1/jobs", ["template": "train", "parameters": ["trials": 2, "quick": true]])
            let id = try #require(answer.json["id"]?.stringValue, "\(answer)")
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream")
            let tape = LogTape(try stream.rest())
            #expect(tape.faults == [])
            #expect(tape.end?["state"] == "completed", "\(tape.lines)")
            #expect(tape.levels.contains("I"))
            // Its bars are redrawn, too quickly here to be seen as progress for certain.
            #expect(try project.log(id).contains(UInt8(ascii: "\r")))
            let artifacts = try FileSystem.list(try project.finished(id, "artifacts"))
            #expect(artifacts.contains("results.json"), "\(artifacts)")
            #expect(artifacts.count { $0.hasPrefix("trial_") && $0.hasSuffix(".json") } == 2)
            let bytes = try #require(
                try FileSystem.contents(try project.finished(id, "artifacts/results.json")))
            #expect(try JSONValue(parsing: bytes).objectValue != nil)
        }
    }

    @Test func `the best of its trials is promoted to a final training`() throws {
        try ProjectUnderTest.with { project in
            try FileSystem.remove(project.path + "/anana.yaml")
            let server = try project.serve("--sample")
            let answer = try server.post(
                "/api/v1/jobs", ["template": "train", "parameters": ["trials": 3, "quick": true]])
            let id = try #require(answer.json["id"]?.stringValue, "\(answer)")
            #expect(try server.awaitEnd(id)["state"] == "completed")
            let list = try server.get("/api/v1/trials?sort=metrics.loss&limit=1").json
            #expect(list["total"] == 3 && list["notes"] == [], "\(list)")
            #expect(list["parameters"] == ["batch_size", "l2", "learning_rate"])
            #expect(list["metrics"] == ["accuracy", "loss"])
            let best = try #require(list["items"]?.arrayValue?.first)
            #expect(best["job"]?.stringValue == id && best["state"] == "complete")
            let trial = try #require(best["id"]?.stringValue)
            let promoted = try server.post("/api/v1/trials/\(trial)/promote", ["parameters": ["quick": true]])
            #expect(promoted.status == 201, "\(promoted)")
            let final = try #require(promoted.json["id"]?.stringValue)
            #expect(promoted.json["template"] == "final")
            #expect(promoted.json["parameters"]?["learning_rate"] == best["parameters"]?["learning_rate"])
            let end = try server.awaitEnd(final)
            #expect(end["state"] == "completed", "\(end)")
            let model = try #require(try project.folder.read(".anana-results/train/final.json"))
            #expect(try JSONValue(parsing: Array(model.utf8))["job"]?.stringValue == final)
            #expect(try server.get("/api/v1/jobs/\(final)/artifacts/model.json").status == 200)
        }
    }
}
