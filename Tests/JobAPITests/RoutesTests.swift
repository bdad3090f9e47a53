/// The generated routes: every operation has one, and a request comes to its handler and back.
import Foundation
import HTTP
import JobAPI
import JSON
import Testing

@Suite struct RoutesTests {
    /// Method and path of each operation, by the indentation of openapi.yaml.
    private static func operations() throws -> [String] {
        let place = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../openapi.yaml")
        let lines = try String(contentsOf: place, encoding: .utf8).split(separator: "\n")
        var path = ""
        var operations: [String] = []
        for line in lines {
            if line.hasPrefix("  /"), line.hasSuffix(":") { path = String(line.dropFirst(2).dropLast()) }
            let method =
                line.hasPrefix("    ") && !line.hasPrefix("     ") ? String(line.dropFirst(4).dropLast()) : ""
            if ["get", "put", "post", "delete", "patch"].contains(method) {
                operations.append(method.uppercased() + " " + path)
            }
        }
        return operations
    }

    @Test func `every operation of the document has a route, and no other is there`() throws {
        let routes = Stub.routes(Stub()).map { "\($0.method) \($0.template)" }
        #expect(try routes == Self.operations())
        #expect(routes.count >= 10)
    }

    @Test func `what changes jobs runs on the control thread, what reads files on a worker`() {
        let routes = Stub.routes(Stub())
        func lane(_ method: HTTP.Method, _ path: String) -> Lane? {
            routes.first { $0.method == method && $0.template.text == path }?.lane
        }
        #expect(lane(.post, "/api/v1/jobs") == .control)
        #expect(lane(.get, "/api/v1/jobs/{job_id}") == .loop)
        #expect(lane(.get, "/api/v1/jobs/{job_id}/logs") == .worker)
    }

    @Test func `a job is created`() {
        let stub = Stub()
        let response = stub.post(
            "/api/v1/jobs", #"{"template":"train","parameters":{"b":1,"a":[null]},"environment":{"K":"v"}}"#)
        #expect(response.status == .created)
        #expect(response.fields[.location] == "/api/v1/jobs/j1")
        #expect(response.fields[.contentType] == "application/json")
        #expect(
            stub.input(CreateJob.Input.self)?.body
                == JobRequest(
                    template: "train", parameters: ["b": 1, "a": [nil]], environment: ["K": "v"]))
    }

    @Test func `a job is written whole, null and all`() {
        #expect(
            Stub().get("/api/v1/jobs/j1").text
                == #"{"id":"j1","name":null,"template":"train","parameters":{"trials":5},"#
                + #""command":["python3","train.py"],"flavor":"cpu","state":"running","cause":null,"#
                + #""exit_code":null,"signal":null,"#
                + #""detail":null,"created_at":"1970-01-01T00:00:00.000Z","#
                + #""started_at":"1970-01-01T00:00:01.500Z","ended_at":null,"#
                + #""queue_position":null,"lines":7,"timeout":null,"stop":null,"stuck":[],"#
                + #""attempt":1,"attempts":[],"attempt_limit":1,"retry_at":null,"tags":[],"note":null,"#
                + #""priority":0,"pinned":false,"parent":null,"bytes":null,"waiting_for":null,"#
                + #""estimated_start":null}"#)
    }

    @Test func `members that may be absent are left out`() {
        #expect(
            Stub().get("/api/v1/jobs/j1/logs").text
                == #"{"j":"j1","epoch":"a","first":1,"next":3,"from":1,"to":2,"#
                + #""t0":0,"dt":[0],"s":"m","l":"I","x":["hello"],"cut":{"0":20000}}"#)
    }

    @Test func `defaults of parameters reach the handler`() {
        let stub = Stub()
        _ = stub.get("/api/v1/jobs")
        #expect(stub.input(ListJobs.Input.self)?.limit == 100)
        #expect(stub.input(ListJobs.Input.self)?.state == nil)
        _ = stub.get("/api/v1/jobs/j1/logs")
        #expect(stub.input(ReadLog.Input.self)?.from == 1)
        #expect(stub.input(ReadLog.Input.self)?.limit == 1000)
        _ = stub.get("/api/v1/jobs/j1/logs/stream")
        #expect(stub.input(StreamLog.Input.self)?.format == .frames)
        #expect(stub.input(StreamLog.Input.self)?.from == nil)
    }

    @Test func `a stop needs no body`() {
        let stub = Stub()
        let response = stub.post("/api/v1/jobs/j1/stop", "", type: nil)
        #expect(response.status == .accepted)
        #expect(stub.input(StopJob.Input.self)?.body == nil)
        _ = stub.post("/api/v1/jobs/j1/stop", "{}")
        #expect(stub.input(StopJob.Input.self)?.body?.mode == .graceful)
        _ = stub.post("/api/v1/jobs/j1/stop", #"{"mode":"kill"}"#)
        #expect(stub.input(StopJob.Input.self)?.body?.mode == .kill)
    }

    @Test func `a body of bytes goes through with the handler's fields`() {
        let whole = Stub().get("/api/v1/jobs/j1/logs/raw")
        #expect(whole.status == .ok)
        #expect(whole.fields[.contentType] == "text/plain; charset=utf-8")
        #expect(whole.fields[.eTag] == "\"x\"")
        guard case .file(let file) = whole.body else { return #expect(Bool(false), "no file") }
        #expect(file.count == 3)
        let part = Stub().get("/api/v1/jobs/j1/logs/raw", fields: [.range: "bytes=0-0"])
        #expect(part.status == .partialContent)
        #expect(part.fields[.contentRange] == "bytes 0-0/3")
    }

    @Test func `a WebSocket is asked for, a stream may have nothing to say`() {
        let upgrade = Stub().get("/ws/logs/j1?tail=0")
        #expect(upgrade.status == .switchingProtocols)
        guard case .webSocket = upgrade.body else { return #expect(Bool(false), "no upgrade") }
        #expect(Stub().get("/api/v1/jobs/j1/logs/stream").status == .noContent)
    }

    @Test func `a problem that a handler throws is the answer`() {
        let failure = ProblemError(.serviceUnavailable, detail: "Later.", fields: [.retryAfter: "1"])
        let response = Stub(throwing: failure).get("/api/v1/jobs/j1")
        #expect(response.status == .serviceUnavailable)
        #expect(response.fields[.contentType] == "application/problem+json")
        #expect(response.fields[.retryAfter] == "1")
        #expect(
            response.text
                == #"{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Later."}"#)
    }

    @Test func `any other error is a bare 500, and is reported`() async {
        await confirmation { reported in
            let response = Stub(throwing: Stub.Unexpected()).respond(to: Request(target: "/healthz")) {
                error, request in
                #expect(error is Stub.Unexpected)
                #expect(request.path == "/healthz")
                reported()
            }
            #expect(response.status == .internalServerError)
            #expect(response.fields[.contentType] == "application/problem+json")
            #expect(!response.text.contains("Unexpected"))
        }
    }
}
