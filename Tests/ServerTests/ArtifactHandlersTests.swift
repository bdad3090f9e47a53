/// Artifacts through the router: what is listed, what is sent, and under which headers.
import HTTP
import JSON
import JobDirectory
import Jobs
import Linux
import TestSupport
import Testing

@testable import AnanaServer

@Suite struct ArtifactHandlersTests {
    private let fixture: ProjectFixture
    private let job: Jobs.Job

    init() throws {
        fixture = try ProjectFixture()
        job = try fixture.put(.launch, .started)
    }

    private var base: String { "/api/v1/jobs/\(job.id)/artifacts" }
    private var folder: String { fixture.results.job(job.id).artifacts }

    @discardableResult
    private func write(_ text: String, to name: String) throws -> String {
        let path = String(folder.dropFirst(fixture.folder.path.count + 1))
        return try fixture.folder.write(text, to: path + "/" + name)
    }

    private func paths(_ response: Response) -> [String] {
        (response.json["items"]?.arrayValue ?? []).compactMap { $0["path"]?.stringValue }
    }

    /// What a file body names, read as the connection would.
    private func content(_ response: Response) throws -> String {
        guard case .file(let body) = response.body else { return "no file" }
        let bytes = try FileDescriptor.open(body.path, .read)
            .bytes(at: UInt64(body.offset), count: Int(body.count))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a job that has left nothing has an empty list`() {
        let response = fixture.get(base)
        #expect(response.status == .ok && response.json["items"] == [] && response.json["next"] == .null)
    }

    @Test func `pages join, and each file says where it is downloaded`() throws {
        for name in ["a.txt", "ckpt/ä b.pt", "z"] { try write("123", to: name) }
        var (seen, query) = ([String](), "?limit=1")
        while seen.count < 9 {
            let page = fixture.get(base + query)
            seen += paths(page)
            guard let next = page.json["next"]?.stringValue else { break }
            query = "?limit=1&cursor=" + next.split(separator: "%").joined(separator: "%25")
        }
        #expect(seen == ["a.txt", "ckpt", "ckpt/ä b.pt", "z"])
        let items = fixture.get(base).json["items"]?.arrayValue ?? []
        #expect(items[1]["href"]?.stringValue == "\(base).tar?under=ckpt")
        #expect(items[2]["href"]?.stringValue == "\(base)/ckpt/%C3%A4%20b.pt")
        #expect(items[2]["size"] == 3 && items[2]["type"] == "file" && items[2]["target"] == .null)
        #expect(paths(fixture.get(base + "?under=ckpt")) == ["ckpt/ä b.pt"])
        #expect(paths(fixture.get(base + "?recursive=false")) == ["a.txt", "ckpt", "z"])
    }

    private static let faults = [
        ("under=../x", "under"), ("under=a//b", "under"), ("cursor=%25zz", "cursor"), ("cursor=..", "cursor"),
        ("limit=0", "limit"), ("limit=1001", "limit"), ("recursive=maybe", "recursive"),
    ]

    @Test func `a parameter at fault is 400 and named`() {
        for (query, name) in Self.faults {
            let response = fixture.get(base + "?" + query)
            #expect(response.status == .badRequest && response.faults == [name], "\(query)")
        }
    }

    @Test func `a folder that is none is 404`() throws {
        try write("", to: "file")
        for name in ["gone", "file"] {
            #expect(fixture.get("\(base)?under=\(name)").status == .notFound)
            #expect(fixture.get("\(base).tar?under=\(name)").status == .notFound)
        }
    }

    @Test func `an artifact is sent as it is, and whole or in part`() throws {
        try write("0123456789", to: "a/log.txt")
        let whole = fixture.get(base + "/a%2Flog.txt")
        #expect(try whole.status == .ok && content(whole) == "0123456789")
        let part = fixture.get(base + "/a%2Flog.txt", fields: [.range: "bytes=2-4"])
        #expect(try part.status == .partialContent && content(part) == "234")
        #expect(part.fields[.contentRange] == "bytes 2-4/10")
        #expect(
            fixture.get(base + "/a%2Flog.txt", fields: [.range: "bytes=10-"]).status == .rangeNotSatisfiable)
        let tag = try #require(whole.fields[.eTag])
        #expect(fixture.get(base + "/a%2Flog.txt", fields: [.ifNoneMatch: tag]).status == .notModified)
        #expect(fixture.get(base + "/a%2Flog.txt", fields: [.ifMatch: "\"x\""]).status == .preconditionFailed)
    }

    private static let escapes = [
        "..%2Fjob.json", "%2e%2e/job.json", "a%2F..%2F..%2Fjob.json", "%2Fetc%2Fpasswd", ".", "..", "a%00b",
        "out", "up%2Fjob.json", "%252e%252e%2Fjob.json", "..%5Cjob.json", "%c0%ae%c0%ae%2Fjob.json",
        "a%2F%2Fb",
    ]

    @Test func `no spelling leads out of the folder`() throws {
        try write("", to: "a/b")
        try FileSystem.link(folder + "/out", to: "../job.json")
        try FileSystem.link(folder + "/up", to: "..")
        try AtomicFile.replace(fixture.results.job(job.id).job, with: Array("secret".utf8))
        for path in Self.escapes { #expect(fixture.get("\(base)/\(path)").status == .notFound, "\(path)") }
    }

    private static let types = [
        ("x.html", "text/html; charset=utf-8", "attachment"), ("x.svg", "image/svg+xml", "attachment"),
        ("x.xml", "text/xml; charset=utf-8", "attachment"),
        ("x.js", "text/javascript; charset=utf-8", "attachment"),
        ("x.pt", "application/octet-stream", "attachment"), ("x.pdf", "application/pdf", "attachment"),
        ("x.png", "image/png", "inline"), ("x.csv", "text/csv; charset=utf-8", "inline"),
        ("x.json", "application/json", "inline"), ("x.txt", "text/plain; charset=utf-8", "inline"),
    ]

    @Test func `what could run a script is an attachment, and all of it is in a sandbox`() throws {
        for (name, type, word) in Self.types {
            try write("<script>", to: name)
            let fields = fixture.get("\(base)/\(name)").fields
            #expect(fields[.contentType] == type)
            #expect(fields[.contentDisposition] == "\(word); filename=\"\(name)\"")
            #expect(fields["Content-Security-Policy"] == "sandbox; default-src 'none'", "\(name)")
            #expect(fields[.xContentTypeOptions] == "nosniff", "\(name)")
            let forced = fixture.get("\(base)/\(name)?download=true").fields
            #expect(forced[.contentDisposition]?.hasPrefix("attachment;") == true, "\(name)")
        }
    }

    @Test func `a name with line breaks and quotes breaks no header`() throws {
        try write("", to: "a\r\nX-Evil: 1\".txt")
        let response = fixture.get(base + "/a%0D%0AX-Evil%3A%201%22.txt")
        #expect(
            response.fields[.contentDisposition]
                == "inline; filename=\"a__X-Evil: 1_.txt\"; filename*=UTF-8''a%0D%0AX-Evil%3A%201%22.txt")
        #expect(response.fields.count == 10 && !response.fields.contains("X-Evil"))
    }

    @Test func `a tag is weak while the file may still change within a tick, then strong`() throws {
        try write("x", to: "a")
        #expect(fixture.get(base + "/a").fields[.eTag]?.hasPrefix("W/") == true)
    }

    @Test func `a folder is no file, and its archive is named`() throws {
        try write("x", to: "ckpt/a")
        let response = fixture.get(base + "/ckpt")
        #expect(response.status == .conflict)
        #expect(response.json["detail"]?.stringValue?.contains("\(base).tar?under=ckpt") == true)
    }

    @Test func `an archive is an attachment, and only so many are under way`() throws {
        try write("x", to: "ckpt/a")
        let first = fixture.get(base + ".tar?under=ckpt")
        #expect(first.status == .ok && first.fields[.contentType] == "application/x-tar")
        #expect(first.fields[.contentDisposition] == "attachment; filename=\"ckpt.tar\"")
        let second = fixture.get(base + ".tar")
        #expect(second.fields[.contentDisposition] == "attachment; filename=\"\(job.id).tar\"")
        let third = fixture.get(base + ".tar")
        #expect(third.status == .serviceUnavailable && third.fields[.retryAfter] == "5")
        withExtendedLifetime((first, second)) {}
    }

    @Test func `slashes stand for themselves in an address`() throws {
        let target = "/api/v1/jobs/x/artifacts/a/b%20c/d?download=true"
        #expect(
            ArtifactAddress.joined(Request(target: target))?.target
                == "/api/v1/jobs/x/artifacts/a%2Fb%20c%2Fd?download=true")
        for other in ["/api/v1/jobs/x/artifacts/a", "/api/v1/jobs/x/logs/a/b", "/x"] {
            #expect(ArtifactAddress.joined(Request(target: other)) == nil)
        }
    }
}
