import HTTP
import JobDirectory
import Jobs
import Linux
import LogText
import Testing

/// A filtered log as a file: exactly the lines that pass, whatever the size of the pieces.
@testable import AnanaServer

@Suite struct LogDownloadTests {
    private let fixture: ProjectFixture
    private let job: Jobs.Job
    private var path: String { "/api/v1/jobs/\(job.id)/logs/raw" }

    init() throws {
        fixture = try ProjectFixture()
        job = try fixture.put(.launch, .started)
    }

    private func download(
        _ query: LineQuery = .any, from: Int64 = 1,
        passes: @escaping @Sendable (LogIndex.Record) -> Bool = { _ in true }
    ) -> LogDownload {
        LogDownload(
            log: fixture.results.log(job.id), index: fixture.results.index(job.id), query: query, from: from,
            passes: passes)
    }

    private func all(_ download: LogDownload, piece: Int = 256) -> String {
        var bytes: [UInt8] = []
        while true {
            let next = download.next(piece)
            if next.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += next
        }
    }

    @Test(arguments: [1, 7, 4096, 1 << 20])
    func `lines that pass come whole, in pieces of any size`(piece: Int) throws {
        let long = String(repeating: "x", count: 300_000)
        try fixture.print("INFO: a\nERROR: \(long)\n\nERROR: b\n 10%\r 20%\nERROR: c", to: job)
        #expect(all(download { $0.level == .error }, piece: piece) == "ERROR: \(long)\nERROR: b\n")
        #expect(all(download(), piece: piece) == "INFO: a\nERROR: \(long)\n\nERROR: b\n 20%\n")
    }

    @Test func `lines are found by text from a line on`() throws {
        try fixture.print((1...10_000).map { "line \($0)\n" }.joined(), to: job)
        let needle = LineQuery.text(TextNeedle("99", ignoresCase: false))
        let expected = (5000...10_000).filter { "\($0)".contains("99") }.map { "line \($0)\n" }.joined()
        #expect(all(download(needle, from: 5000)) == expected)
        #expect(all(download(from: -2)) == "line 9999\nline 10000\n")
    }

    @Test func `of a log that is not there nothing comes`() {
        #expect(all(download()) == "")
    }

    @Test func `it ends where the log ended when it began`() throws {
        try fixture.print("a\nb\n", to: job)
        let download = download()
        #expect(download.next(1) == Array("a\n".utf8))
        try fixture.print("c\n", to: job)
        #expect(all(download) == "b\n")
    }

    @Test(arguments: [
        ("?level=E", #"filtered.log""#), ("?q=a&filename=", #"filtered.log""#),
        ("?stream=m&filename=x.txt", #"filename="x.txt""#),
        ("?filename=night.log", #"filename="night.log""#), ("?filename", #".log""#),
    ])
    func `a part of the log is an attachment, and so is what gets a name`(query: String, name: String) throws
    {
        try fixture.print("ERROR: a\n", to: job)
        let response = fixture.get(path + query)
        #expect(response.status == .ok && response.fields[.contentType] == "text/plain; charset=utf-8")
        let disposition = try #require(response.fields[.contentDisposition])
        #expect(disposition.hasPrefix("attachment; ") && disposition.hasSuffix(name), "\(disposition)")
    }

    @Test func `a part has no tag and no ranges`() throws {
        try fixture.print("ERROR: a\n", to: job)
        let response = fixture.get(path + "?level=E", fields: [.range: "bytes=0-1"])
        #expect(
            response.status == .ok && response.fields[.eTag] == nil && response.fields[.acceptRanges] == nil)
        guard case .stream = response.body else {
            Issue.record("no stream")
            return
        }
    }

    @Test(arguments: [
        ("?q=(&mode=regex", "q"), ("?follow=true&q=a", "q"), ("?tail=3&level=E", "tail"), ("?from=3", "from"),
        ("?level=X", "level"), ("?stream=z", "stream"), ("?mode=glob", "mode"),
    ])
    func `what makes no sense is refused by name`(query: String, name: String) {
        let response = fixture.get(path + query)
        #expect(response.status == .badRequest && response.faults == [name])
    }

    @Test func `more than can be made at once is 503`() throws {
        try fixture.print("ERROR: a\n", to: job)
        let held = (0..<2).map { _ in fixture.get(path + "?level=E") }
        let refused = fixture.get(path + "?level=E")
        #expect(refused.status == .serviceUnavailable && refused.fields[.retryAfter] == "5")
        withExtendedLifetime(held) {}
    }
}
