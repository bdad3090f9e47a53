/// The raw log that goes on like `tail -f`, and ends with the job.
import HTTP
import JSON
import TestSupport
import Testing

@Suite("A raw log that is followed") struct RawFollowTests {
    private static let gated = "import gate\nprint('one')\nprint('two', end='', flush=True)\ngate.wait('go')\nprint('!')\n"

    private func read(_ client: WireClient, until text: String, _ so: inout String) throws {
        while !so.hasSuffix(text) {
            guard case .bytes(let bytes) = try client.piece() else { throw TimedOut(what: text) }
            so += String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test func `each byte as it lands, also before its line is whole`() throws {
        try ProjectUnderTest.with(["wait.py": Self.gated]) { project in
            let server = try project.serve()
            let id = try server.submit("wait.py")
            let client = try server.connect()
            try client.send(.get, "/api/v1/jobs/\(id)/logs/raw?follow=true")
            let head = try client.head()
            #expect(head.status == .ok && head.fields[.contentType] == "text/plain; charset=utf-8")
            #expect(!head.fields.contains(.contentLength) && !head.fields.contains(.acceptRanges))
            var text = ""
            try read(client, until: "one\ntwo", &text)
            try project.open("go")
            try read(client, until: "two!\n", &text)
            #expect(try client.piece() == .end)
            #expect(Array(text.utf8) == (try project.log(id)))
        }
    }

    @Test(arguments: [("from=2999", "299"), ("tail=1", "300"), ("from=-2", "299")])
    func `begins at a line`(query: String, first: String) throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["3000"])
            _ = try server.awaitEnd(id)
            let text = try server.get("/api/v1/jobs/\(id)/logs/raw?follow=true&\(query)").text
            #expect(text.contains("line \(first)") && text.hasSuffix("line 3000 of 3000\n"))
            #expect(text.utf8.count < 100)
        }
    }

    @Test(arguments: ["from=1", "tail=5", "follow=true&from=1&tail=1", "follow=maybe"])
    func `what makes no sense is refused`(query: String) throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["3"])
            let answer = try server.get("/api/v1/jobs/\(id)/logs/raw?\(query)")
            #expect(answer.status == 400 && answer.isProblem, "\(answer)")
        }
    }
}
