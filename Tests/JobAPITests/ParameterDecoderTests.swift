/// Parameters of path, query and header to values, and what the client is told when they are none.
import HTTP
import JobAPI
import Testing

@Suite struct ParameterDecoderTests {
    @Test func `a list has commas between, percent-encoded or not`() {
        let stub = Stub()
        for query in ["running,queued", "running%2Cqueued"] {
            _ = stub.get("/api/v1/jobs?state=\(query)&limit=1000")
            #expect(stub.input(ListJobs.Input.self)?.state == [.running, .queued])
            #expect(stub.input(ListJobs.Input.self)?.limit == 1000)
        }
        _ = stub.get("/api/v1/jobs?state=")
        #expect(stub.input(ListJobs.Input.self)?.state == [])
    }

    @Test func `what nobody asks for is ignored`() {
        #expect(Stub().get("/api/v1/jobs?utm=1&&=&%zz=1&limit=5").status == .ok)
    }

    @Test func `a header is a parameter, whatever its case`() {
        let stub = Stub()
        _ = stub.get(
            "/api/v1/jobs/j1/logs/stream?format=lines&from=-10&level=WE-", fields: ["last-event-id": "412"])
        let input = stub.input(StreamLog.Input.self)
        #expect(input?.lastEventID == "412")
        #expect(input?.format == .lines)
        #expect(input?.from == -10)
        #expect(input?.level == "WE-")
    }

    @Test(arguments: [
        ("limit=0", ["limit must be at least 1, is 0"]),
        ("limit=1001", ["limit must be at most 1000, is 1001"]),
        ("limit=ten", ["limit must be an integer between 1 and 1000, is \"ten\""]),
        ("limit=", ["limit must be an integer between 1 and 1000, is \"\""]),
        ("limit=%2B5", ["limit must be an integer between 1 and 1000, is \"+5\""]),
        (
            "limit=99999999999999999999",
            ["limit must be an integer between 1 and 1000, is \"99999999999999999999\""]
        ),
        ("limit=1&limit=2", ["limit must be given only once"]),
        ("cursor=%ff", ["cursor must be percent-encoded UTF-8"]),
        ("cursor=A", ["cursor must match ^[0-9a-z-]+$, is \"A\""]),
        (
            "state=running,gone",
            [
                "state must be one of queued, launching, running, stopping, finalizing, completed, failed, "
                    + "stopped, lost, is \"gone\""
            ]
        ),
        (
            "state=running,",
            [
                "state must be one of queued, launching, running, stopping, finalizing, completed, failed, "
                    + "stopped, lost, is \"\""
            ]
        ),
        (
            "state=" + String(repeating: "lost,", count: 9) + "lost",
            ["state must have at most 9 items, has 10"]
        ),
        ("limit=0&cursor=", ["limit must be at least 1, is 0", "cursor must not be empty"]),
    ])
    func `a query at fault is 400, each parameter by name`(query: String, errors: [String]) {
        let response = Stub().get("/api/v1/jobs?" + query)
        #expect(response.status == .badRequest)
        #expect(response.fields[.contentType] == "application/problem+json")
        #expect(response.errors == errors)
    }

    @Test(arguments: ["does_not_exist", "UPPER", "x%20y", "012345678901234567890123456"])
    func `a path that can't be is 404, as one that is not`(id: String) {
        let response = Stub().get("/api/v1/jobs/\(id)")
        #expect(response.status == .notFound)
        #expect(response.fields[.contentType] == "application/problem+json")
        #expect(response.errors.count == 1)
    }
}
