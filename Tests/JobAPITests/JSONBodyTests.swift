/// Bodies that are refused, and what the client is told.
import HTTP
import JobAPI
import Testing

@Suite struct JSONBodyTests {
    private static let known =
        "template, parameters, name, environment, timeout, tags, note, priority, pinned, parent"

    @Test(arguments: [
        nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "",
        "multipart/form-data; boundary=x",
    ])
    func `another content type is 415`(type: String?) {
        let response = Stub().post("/api/v1/jobs", #"{"template":"train"}"#, type: type)
        #expect(response.status == .unsupportedMediaType)
        #expect(response.fields[.accept] == "application/json")
    }

    @Test(arguments: [
        "application/json", "Application/JSON", "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
    ])
    func `JSON in any spelling is taken`(type: String) {
        #expect(Stub().post("/api/v1/jobs", #"{"template":"train"}"#, type: type).status == .created)
    }

    @Test(arguments: [
        ("", "The body is missing; it must be JSON."),
        (
            "{\n  \"template\": train\n}",
            "The body is not JSON: expected a value, found 't' (line 2, column 15, byte 16)."
        ),
        ("[1,]", "The body is not JSON: expected a value, found ']' (line 1, column 4, byte 3)."),
        (
            "{\"template\":\"a\",\"template\":\"b\"}",
            "The body is not JSON: the member \\\"template\\\" comes twice"
        ),
        ("{\"template\":\"a\"} x", "The body is not JSON: something follows the value"),
        ("nonsense", "The body is not JSON: expected a value, found 'n' (line 1, column 1, byte 0)."),
    ])
    func `what is not JSON is 400, with the place`(body: String, detail: String) {
        let response = Stub().post("/api/v1/jobs", body)
        #expect(response.status == .badRequest)
        #expect(response.text.contains(detail), "\(response.text)")
    }

    @Test(arguments: [
        ("[]", [" must be an object, is an array"]), ("null", [" must be an object, is null"]),
        ("{}", ["/template is required"]),
        (#"{"template":5}"#, ["/template must be a string, is a number"]),
        (#"{"template":""}"#, ["/template must not be empty"]),
        (
            #"{"template":"a","trials":5}"#,
            ["/trials is not known here; known are \(known)"]
        ),
        (#"{"template":"a","parameters":[]}"#, ["/parameters must be an object, is an array"]),
        (
            #"{"template":"a","name":"x\u0007"}"#,
            [#"/name must match ^[^\u0000-\u001f\u007f]+$, is "x\#u{7}""#]
        ),
        (
            #"{"template":"a","environment":{"A":1,"B~/":true}}"#,
            [
                "/environment/A must be a string, is a number",
                "/environment/B~0~1 must be a string, is true or false",
            ]
        ),
        (
            #"{"x":{},"parameters":1,"name":null}"#,
            [
                "/x is not known here; known are \(known)",
                "/parameters must be an object, is a number",
                "/name must be a string, is null", "/template is required",
            ]
        ),
    ])
    func `what breaks the schema is 422, every violation with its pointer`(body: String, errors: [String]) {
        let response = Stub().post("/api/v1/jobs", body)
        #expect(response.status == .unprocessableContent)
        #expect(response.fields[.contentType] == "application/problem+json")
        #expect(response.errors == errors)
    }

    @Test func `a text that is too long says by how much`() {
        let response = Stub().post(
            "/api/v1/jobs", #"{"template":""# + String(repeating: "é", count: 65) + #""}"#)
        #expect(response.errors == ["/template must have at most 64 characters, has 65"])
    }

    @Test func `a word that is none of the choices is told all of them`() {
        let response = Stub().post("/api/v1/jobs/j1/stop", #"{"mode":"softly"}"#)
        #expect(response.status == .unprocessableContent)
        #expect(response.errors == ["/mode must be one of graceful, terminate, kill, is \"softly\""])
    }

    @Test func `the answer to a flood of violations stays small`() {
        let members = (0..<5000).map { "\"k\($0)\":0" }.joined(separator: ",")
        #expect(Stub().post("/api/v1/jobs", "{\(members)}").errors.count == 100)
    }

    @Test func `the handler is not asked`() {
        let stub = Stub()
        _ = stub.post("/api/v1/jobs", "{}")
        #expect(stub.input(CreateJob.Input.self) == nil)
    }
}
