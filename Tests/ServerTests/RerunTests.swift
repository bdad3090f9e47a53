/// Through the router: a job again, two jobs compared, a command shown, the schema of anana.yaml.
@testable import AnanaServer
import HTTP
import JobDirectory
import Jobs
import JSON
import Testing

@Suite struct RerunTests {
    private func create(_ fixture: ProjectFixture, _ body: String = #"{"template":"train"}"#) throws -> String {
        try #require(fixture.post("/api/v1/jobs", body).json["id"]?.stringValue)
    }

    @Test func `a rerun is the same again, but for what is said`() throws {
        let fixture = try ProjectFixture()
        let id = try create(
            fixture, #"{"template":"train","parameters":{"trials":7},"name":"n","tags":["a"],"note":"x","timeout":"1h"}"#)
        let again = fixture.post("/api/v1/jobs/\(id)/rerun", "")
        #expect(again.status == .created && again.json["id"]?.stringValue != id)
        #expect(again.json["parameters"] == ["trials": 7, "flavor": "cpu"] && again.json["parent"]?.stringValue == id)
        #expect(again.json["name"] == "n" && again.json["tags"] == ["a"] && again.json["note"] == .null)
        #expect(again.json["timeout"] == 3_600_000)
        let other = fixture.post(
            "/api/v1/jobs/\(id)/rerun", #"{"parameters":{"trials":null},"name":"m","priority":2}"#).json
        #expect(other["parameters"] == ["trials": 3, "flavor": "cpu"] && other["name"] == "m")
        #expect(other["priority"] == 2)
    }

    @Test func `a rerun that fits the template no more is 422, an unknown job 404`() throws {
        let fixture = try ProjectFixture()
        let id = try create(fixture)
        let response = fixture.post("/api/v1/jobs/\(id)/rerun", #"{"parameters":{"trials":99,"lr":1}}"#)
        #expect(response.status == .unprocessableContent)
        #expect(response.json["errors"]?.arrayValue?.count == 2)
        #expect(fixture.post("/api/v1/jobs/\(JobID(at: 1))/rerun", "").status == .notFound)
    }

    @Test func `two jobs differ in what they differ`() throws {
        let fixture = try ProjectFixture()
        let old = try create(fixture)
        let new = try create(fixture, #"{"template":"train","parameters":{"trials":5}}"#)
        let diff = fixture.get("/api/v1/jobs/\(new)/diff?against=\(old)").json
        #expect(diff["parameters"] == [["name": "trials", "from": 3, "to": 5]])
        #expect(diff["template"] == .null && diff["environment"] == [] && diff["command"] == true)
        let same = fixture.get("/api/v1/jobs/\(old)/diff?against=\(old)").json
        #expect(same["parameters"] == [] && same["command"] == false)
        #expect(fixture.get("/api/v1/jobs/\(new)/diff?against=none").status == .notFound)
        #expect(fixture.get("/api/v1/jobs/\(new)/diff").status == .badRequest)
    }

    @Test func `a command is shown, and nothing started`() throws {
        let fixture = try ProjectFixture()
        let made = fixture.post("/api/v1/templates/train/render", #"{"parameters":{"trials":5}}"#)
        #expect(made.json["command"] == ["python3", "train.py", "--trials", "5", "--flavor", "cpu"])
        #expect(made.json["environment"] == [:] && made.json["flavor"] == "cpu")
        #expect(fixture.get("/api/v1/jobs").json["items"] == [])
        let bad = fixture.post("/api/v1/templates/train/render", #"{"parameters":{"trials":0}}"#)
        #expect(bad.status == .unprocessableContent)
        #expect(fixture.post("/api/v1/templates/none/render", "{}").status == .notFound)
    }

    @Test func `the schema of anana.yaml is served`() throws {
        let schema = try ProjectFixture().get("/api/v1/config/schema")
        #expect(schema.status == .ok && schema.json["title"] == "anana.yaml")
    }
}
