/// Trials through the router: listed, in order, and promoted.
import HTTP
import JSON
import JobDirectory
import Jobs
import Linux
import Project
import TestSupport
import Testing

@testable import AnanaServer

@Suite struct TrialHandlersTests {
    private let fixture: ProjectFixture
    private let job: Jobs.Job

    init() throws {
        fixture = try ProjectFixture()
        job = try fixture.put(.launch, .started)
        for (number, loss) in [(1, "0.5"), (2, "0.25"), (3, "NaN")] {
            try write(
                #"{"trial":\#(number),"loss":\#(loss),"params":{"learning_rate":0.\#(number),"#
                    + #""batch_size":16}}"#,
                to: "trial_\(number).json")
        }
    }

    private func write(_ text: String, to name: String) throws {
        let path = String(fixture.results.job(job.id).artifacts.dropFirst(fixture.folder.path.count + 1))
        try fixture.folder.write(text, to: path + "/" + name)
    }

    private func numbers(_ query: String) -> [Int64] {
        (fixture.get("/api/v1/trials" + query).json["items"]?.arrayValue ?? [])
            .compactMap { $0["number"]?.integerValue }
    }

    @Test func `they are listed with what they have in common`() {
        let json = fixture.get("/api/v1/trials").json
        #expect(json["total"] == 3 && json["metrics"] == ["loss"] && json["notes"] == [])
        #expect(json["parameters"] == ["batch_size", "learning_rate"] && json["next"] == .null)
        let first = json["items"]?.arrayValue?.first
        #expect(first?["id"]?.stringValue == "\(job.id).1" && first?["job"]?.stringValue == job.id.text)
        #expect(first?["parameters"] == ["learning_rate": 0.1, "batch_size": 16])
        #expect(first?["metrics"] == ["loss": 0.5] && first?["stale"] == false)
    }

    @Test func `order, conditions and pages`() {
        #expect(numbers("?sort=metrics.loss") == [2, 1, 3])
        #expect(numbers("?sort=-metrics.loss") == [1, 2, 3])
        #expect(numbers("?where=metrics.loss%3C0.4") == [2])
        #expect(numbers("?where=metrics.loss%3C0.6,parameters.learning_rate%3E0.1") == [2])
        #expect(numbers("?state=failed") == [] && numbers("?job=project") == [])
        #expect(numbers("?job=\(job.id)") == [1, 2, 3])
        let page = fixture.get("/api/v1/trials?limit=2").json
        #expect(page["next"] == "2" && numbers("?limit=2&cursor=2") == [3])
        #expect(numbers("?cursor=999999999999") == [])
    }

    @Test func `a parameter at fault is 400 and named, an unknown job 404`() {
        for (query, name) in [
            ("sort=loss", "sort"), ("sort=-", "sort"), ("where=loss", "where"), ("where=metrics.a", "where"),
            ("cursor=x", "cursor"), ("limit=0", "limit"), ("state=odd", "state"), ("job=A", "job"),
        ] {
            let response = fixture.get("/api/v1/trials?" + query)
            #expect(response.status == .badRequest && response.faults == [name], "\(query)")
        }
        #expect(fixture.get("/api/v1/trials?job=01kb3v6y7m9q2r4t6w8x0z1a3c").status == .notFound)
        for id in ["\(job.id).9", "nonsense", "project.1", "01kb3v6y7m9q2r4t6w8x0z1a3c.1", "A.1"] {
            #expect(fixture.get("/api/v1/trials/\(id)").status == .notFound, "\(id)")
            #expect(fixture.post("/api/v1/trials/\(id)/promote", "").status == .notFound, "\(id)")
        }
        #expect(fixture.get("/api/v1/trials/\(job.id).2").json["number"] == 2)
    }

    @Test func `a trial is promoted with its parameters, checked as any other job's`() throws {
        let response = fixture.post("/api/v1/trials/\(job.id).2/promote", "")
        #expect(response.status == .created)
        #expect(
            response.json["template"] == "final" && response.json["name"]?.stringValue == "final \(job.id).2")
        #expect(response.json["parameters"] == ["rate": 0.2, "batch_size": 16])
        #expect(response.json["command"] == ["python3", "final.py", "--rate", "0.2", "--batch-size", "16"])
        let id = try #require(response.json["id"]?.stringValue)
        #expect(response.fields[.location] == "/api/v1/jobs/\(id)")
        #expect(FileSystem.exists(fixture.results.path + "/train"))
        let changed = fixture.post(
            "/api/v1/trials/\(job.id).2/promote", #"{"parameters":{"batch_size":8},"name":"mine"}"#)
        #expect(
            changed.json["parameters"] == ["rate": 0.2, "batch_size": 8] && changed.json["name"] == "mine")
    }

    @Test func `a trial is promoted as anana.yaml has it now`() throws {
        let text = ProjectFixture.yaml.replacing("rate: learning_rate", with: "rate: batch_size")
        fixture.live.adopt(try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml"))
        let response = fixture.post("/api/v1/trials/\(job.id).2/promote", "")
        // The batch size is the rate's now, and the learning rate nobody's.
        #expect(response.faults == ["/parameters/learning_rate"])
        fixture.live.adopt(
            try ProjectConfiguration.parse(Array("templates: {t: {command: [x]}}".utf8), file: "anana.yaml"))
        #expect(fixture.post("/api/v1/trials/\(job.id).2/promote", "").status == .conflict)
    }

    @Test func `what does not fit the template is named, each and all`() throws {
        try write(#"{"params":{"learning_rate":-1,"batch_size":1.5,"depth":3},"loss":1}"#, to: "trial_7.json")
        try write(#"{"params":{"batch_size":"x"},"loss":1}"#, to: "trial_8.json")
        let response = fixture.post("/api/v1/trials/\(job.id).7/promote", "")
        #expect(response.status == .unprocessableContent)
        #expect(Set(response.faults) == ["/parameters/rate", "/parameters/batch_size", "/parameters/depth"])
        #expect(fixture.post("/api/v1/trials/\(job.id).8/promote", "").faults == ["/parameters/rate"])
        #expect(fixture.post("/api/v1/trials/\(job.id).2/promote", #"{"x":1}"#).faults == ["/x"])
    }
}
