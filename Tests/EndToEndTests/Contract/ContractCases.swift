/// A request that each operation takes, and one that it refuses, with their statuses.
///
/// A new operation needs one line here, or `ContractTests` fails. In a target and a body stand `{job}` for a job
/// that has completed (it printed, and left an artifact) and `{running}` for one that runs until the end.
import HTTP

struct ContractCase: Sendable {
    let operation: String
    let taken: Call
    let status: Int
    let refused: Call
    let refusal: Int

    struct Call: Sendable {
        let method: Method
        let target: String
        var fields = Fields()
        var body = ""

        static func get(_ target: String, _ fields: Fields = Fields()) -> Call {
            Call(method: .get, target: target, fields: fields)
        }

        /// With a JSON body, or with none.
        static func send(_ method: Method, _ target: String, _ body: String = "") -> Call {
            let fields: Fields = body.isEmpty ? [:] : [.contentType: "application/json"]
            return Call(method: method, target: target, fields: fields, body: body)
        }
    }

    init(_ operation: String, _ taken: Call, _ status: Int, refuses refused: Call, _ refusal: Int) {
        (self.operation, self.taken, self.status) = (operation, taken, status)
        (self.refused, self.refusal) = (refused, refusal)
    }

    private static let socket: Fields = [
        .connection: "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "ananacare.v1",
    ]

    private static let job = #"{"template":"run","parameters":{"file":"hello.py"}}"#

    static let all: [ContractCase] = [
        .init("getHealth", .get("/healthz"), 200, refuses: .send(.delete, "/healthz"), 405),
        .init("readDocument", .get("/openapi.yaml"), 200, refuses: .send(.put, "/openapi.yaml"), 405),
        .init("readDocumentAsJSON", .get("/openapi.json"), 200, refuses: .send(.put, "/openapi.json"), 405),
        .init("listTemplates", .get("/api/v1/templates"), 200, refuses: .send(.post, "/api/v1/templates"), 405),
        .init("listJobs", .get("/api/v1/jobs?limit=2"), 200, refuses: .get("/api/v1/jobs?limit=0"), 400),
        .init("createJob", .send(.post, "/api/v1/jobs", job), 201, refuses: .send(.post, "/api/v1/jobs", "{}"), 422),
        .init("getJob", .get("/api/v1/jobs/{job}"), 200, refuses: .get("/api/v1/jobs/none"), 404),
        .init(
            "stopJob", .send(.post, "/api/v1/jobs/{running}/stop"), 202,
            refuses: .send(.post, "/api/v1/jobs/{job}/stop", #"{"mode":"gently"}"#), 422),
        .init("getReceipt", .get("/api/v1/jobs/{job}/receipt"), 200, refuses: .get("/api/v1/jobs/none/receipt"), 404),
        .init(
            "listArtifacts", .get("/api/v1/jobs/{job}/artifacts"), 200,
            refuses: .get("/api/v1/jobs/{job}/artifacts?under=.."), 400),
        .init(
            "readArtifact", .get("/api/v1/jobs/{job}/artifacts/model.bin"), 200,
            refuses: .get("/api/v1/jobs/{job}/artifacts/model.bin", [.range: "bytes=9999-"]), 416),
        .init(
            "archiveArtifacts", .get("/api/v1/jobs/{job}/artifacts.tar"), 200,
            refuses: .get("/api/v1/jobs/{job}/artifacts.tar?under=none"), 404),
        .init("listTrials", .get("/api/v1/trials"), 200, refuses: .get("/api/v1/trials?sort=loss"), 400),
        .init("getTrial", .get("/api/v1/trials/{job}.1"), 200, refuses: .get("/api/v1/trials/none"), 404),
        .init(
            "promoteTrial", .send(.post, "/api/v1/trials/{job}.1/promote"), 201,
            refuses: .send(.post, "/api/v1/trials/{job}.1/promote", #"{"parameters":{"args":1}}"#), 422),
        .init(
            "getProvenance", .get("/api/v1/jobs/{job}/provenance"), 200,
            refuses: .get("/api/v1/jobs/none/provenance"), 404),
        .init("getSystem", .get("/api/v1/system"), 200, refuses: .send(.post, "/api/v1/system"), 405),
        .init("readLog", .get("/api/v1/jobs/{job}/logs"), 200, refuses: .get("/api/v1/jobs/{job}/logs?from=x"), 400),
        .init(
            "searchLog", .get("/api/v1/jobs/{job}/logs/search?q=loss"), 200,
            refuses: .get("/api/v1/jobs/{job}/logs/search?q=(&mode=regex"), 400),
        .init("readLogLine", .get("/api/v1/jobs/{job}/logs/1"), 200, refuses: .get("/api/v1/jobs/{job}/logs/99"), 404),
        .init("readLogIndex", .get("/api/v1/jobs/{job}/logs/index"), 200, refuses: .get("/api/v1/jobs/none/logs/index"), 404),
        .init(
            "readMetrics", .get("/api/v1/jobs/{job}/metrics"), 200,
            refuses: .get("/api/v1/jobs/{job}/metrics?max_points=0"), 400),
        .init(
            "readRawLog", .get("/api/v1/jobs/{job}/logs/raw"), 200,
            refuses: .get("/api/v1/jobs/{job}/logs/raw", [.range: "bytes=9999-"]), 416),
        .init(
            "streamLog", .get("/api/v1/jobs/{job}/logs/stream"), 200,
            refuses: .get("/api/v1/jobs/{job}/logs/stream?tail=-1"), 400),
        // A cursor that is none ends a stream that would go on.
        .init("streamTopics", .get("/api/v1/stream?topics=jobs&cursor=none"), 200, refuses: .get("/api/v1/stream"), 400),
        .init(
            "streamTopicsOverWebSocket", .get("/api/v1/stream/ws?topics=jobs,log:{job}", socket), 101,
            refuses: .get("/api/v1/stream/ws"), 426),
        .init(
            "pollTopics", .get("/api/v1/stream/poll?topics=jobs,log:{job}&wait=0"), 200,
            refuses: .get("/api/v1/stream/poll?topics=cats"), 400),
        .init(
            "streamLogOverWebSocket", .get("/ws/logs/{job}", socket), 101,
            refuses: .get("/ws/logs/{job}"), 426),
        .init(
            "listArtifacts", .get("/api/v1/jobs/{job}/artifacts"), 200,
            refuses: .get("/api/v1/jobs/{job}/artifacts?recursive=maybe"), 400),
        .init(
            "readArtifact", .get("/api/v1/jobs/{job}/artifacts/model.bin"), 200,
            refuses: .get("/api/v1/jobs/{job}/artifacts/model.bin", [.range: "bytes=9999-"]), 416),
        .init(
            "archiveArtifacts", .get("/api/v1/jobs/{job}/artifacts.tar"), 200,
            refuses: .get("/api/v1/jobs/{job}/artifacts.tar?under=nothing"), 404),
        .init(
            "getProvenance", .get("/api/v1/jobs/{job}/provenance"), 200,
            refuses: .get("/api/v1/jobs/none/provenance"), 404),
        .init("getSystem", .get("/api/v1/system"), 200, refuses: .send(.put, "/api/v1/system"), 405),
        .init("getQueue", .get("/api/v1/queue"), 200, refuses: .send(.post, "/api/v1/queue"), 405),
        .init("pauseQueue", .send(.post, "/api/v1/queue/pause"), 200, refuses: .get("/api/v1/queue/pause"), 405),
        .init("resumeQueue", .send(.post, "/api/v1/queue/resume"), 200, refuses: .get("/api/v1/queue/resume"), 405),
        .init(
            "moveJob", .send(.patch, "/api/v1/queue/{job}", #"{"position":1}"#), 409,
            refuses: .send(.patch, "/api/v1/queue/{job}", #"{"position":0}"#), 422),
        .init(
            "changeJob", .send(.patch, "/api/v1/jobs/{job}", #"{"pinned":true,"tags":["kept"]}"#), 200,
            refuses: .send(.patch, "/api/v1/jobs/{job}", #"{"tags":["a b"]}"#), 422),
        .init(
            "rerunJob", .send(.post, "/api/v1/jobs/{job}/rerun", #"{"name":"again"}"#), 201,
            refuses: .send(.post, "/api/v1/jobs/{job}/rerun", #"{"parameters":{"none":1}}"#), 422),
        .init(
            "diffJobs", .get("/api/v1/jobs/{job}/diff?against={running}"), 200,
            refuses: .get("/api/v1/jobs/{job}/diff"), 400),
        .init(
            "renderTemplate", .send(.post, "/api/v1/templates/run/render", #"{"parameters":{"file":"hello.py"}}"#), 200,
            refuses: .send(.post, "/api/v1/templates/run/render", "{}"), 422),
        .init("getConfigSchema", .get("/api/v1/config/schema"), 200, refuses: .send(.post, "/api/v1/config/schema"), 405),
        // The last one: there is no such job any more behind it.
        .init("deleteJob", .send(.delete, "/api/v1/jobs/{job}"), 204, refuses: .send(.delete, "/api/v1/jobs/none"), 404),
    ]
}
