/// `anana serve` as a process: where it listens, what it says, and requests to it.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

final class ServerUnderTest {
    let program: RunningProgram
    private let project: String
    private(set) var port: UInt16 = 0

    /// An ended server, or one that nobody reached, in words.
    struct Silent: Error, CustomStringConvertible {
        let description: String
    }

    /// Nothing of the developer's own environment reaches the jobs.
    static let environment = ["PATH=\(Python.folder):/usr/local/bin:/usr/bin:/bin", "HOME=/nonexistent"]

    /// `folder`: where its programs lie; nil: those of this build. `path`: where it looks for programs first.
    init(
        project: String, options: [String], number: Int, programs folder: String? = nil, path: String? = nil
    ) throws {
        self.project = project
        var environment = Self.environment
        if let path { environment[0] = "PATH=\(path):" + environment[0].dropFirst(5) }
        program = try RunningProgram(
            folder.map { $0 + "/anana" } ?? Products.anana, ["serve", project, "--port", "0"] + options,
            in: "/", environment: environment, output: "\(project)/server-\(number).out")
    }

    func awaitListening() throws {
        port = try eventually("a server that listens") { () -> UInt16? in
            if let port = notedPort() { return port }
            if program.status() != nil { throw Silent(description: "the server ended: \(program.output())") }
            return nil
        }
    }

    /// From server.lock; nil while it tells of an earlier server.
    private func notedPort() -> UInt16? {
        guard let bytes = try? FileSystem.contents(project + "/.anana-results/server.lock"),
            let note = try? JSONValue(parsing: bytes), note["pid"]?.integerValue == Int64(program.pid),
            let url = note["url"]?.stringValue, let colon = url.lastIndex(of: ":")
        else { return nil }
        return UInt16(url[url.index(after: colon)...])
    }

    /// As a crash would end it: nothing is cleaned up.
    func killed() throws {
        program.send(.kill)
        try program.wait()
    }

    func connect() throws -> WireClient {
        try WireClient(port: port)
    }

    func get(_ target: String, _ fields: Fields = Fields()) throws -> Answer {
        try connect().ask(.get, target, fields)
    }

    func post(_ target: String, _ body: JSONValue, _ fields: Fields = Fields()) throws -> Answer {
        var fields = fields
        if !fields.contains(.contentType) { fields.set(.contentType, "application/json") }
        return try connect().ask(.post, target, fields, body.encoded())
    }

    /// The id of a new job.
    func submit(_ file: String, _ args: [String] = [], template: String = "run") throws -> String {
        let parameters: JSONValue = ["file": .string(file), "args": .array(args.map { .string($0) })]
        let answer = try post("/api/v1/jobs", ["template": .string(template), "parameters": parameters])
        try #require(answer.status == 201, "\(answer)")
        return try #require(answer.json["id"]?.stringValue)
    }

    func job(_ id: String) throws -> JSONValue {
        let answer = try get("/api/v1/jobs/\(id)")
        try #require(answer.status == 200, "\(answer)")
        return answer.json
    }

    @discardableResult
    func stop(_ id: String, _ mode: String? = nil) throws -> Answer {
        guard let mode else { return try connect().ask(.post, "/api/v1/jobs/\(id)/stop") }
        return try post("/api/v1/jobs/\(id)/stop", ["mode": .string(mode)])
    }

    @discardableResult
    func awaitState(_ id: String, _ states: String...) throws -> JSONValue {
        try eventually("job \(id) \(states)") {
            let job = try self.job(id)
            // A bare nil would be JSON's null here.
            return states.contains(job["state"]?.stringValue ?? "") ? .some(job) : .none
        }
    }

    /// The job once it has ended, however long that takes: its stream says when.
    func awaitEnd(_ id: String) throws -> JSONValue {
        let stream = try EventReader(self, "/api/v1/jobs/\(id)/logs/stream?tail=0")
        _ = try stream.first("end")
        return try job(id)
    }

    /// The whole log so far, by windows.
    func lines(_ id: String) throws -> [String] {
        var lines: [String] = []
        while true {
            let window = try get("/api/v1/jobs/\(id)/logs?from=\(lines.count + 1)&limit=5000").json
            let texts = window["x"]?.arrayValue?.compactMap(\.stringValue) ?? []
            if texts.isEmpty { return lines }
            lines += texts
        }
    }
}
