/// What the server says of itself.
@testable import AnanaServer
import HTTP
import HTTPServer
import JSON
import Linux
import Synchronization
import Testing
import TestSupport

@Suite struct ServerLogTests {
    /// Where the log goes; it stands still while `gate` is held.
    private final class Output: Sendable {
        let bytes = Mutex<[UInt8]>([])
        let gate = Mutex<Void>(())
        let calls = Mutex(0)

        func write(_ new: [UInt8]) {
            calls.withLock { $0 += 1 }
            gate.withLock { _ in bytes.withLock { $0 += new } }
        }

        func lines(_ count: Int) throws -> [String] {
            try eventually("\(count) lines") {
                let text = bytes.withLock { String(decoding: $0, as: UTF8.self) }
                let lines = text.split(separator: "\n").map(String.init)
                return lines.count >= count && text.hasSuffix("\n") ? lines : nil
            }
        }
    }

    private let output = Output()

    private func log(_ format: ServeOptions.LogFormat) throws -> ServerLog {
        let output = output
        return try ServerLog(format: format) { output.write($0) }
    }

    private static let record = AccessRecord(
        id: RequestID(run: 35, loop: 1, number: 36), method: .get, target: "/api/v1/jobs?limit=3", status: .ok, bytes: 512, duration: .microseconds(1234))

    @Test func `for people: the time of day and a sentence`() throws {
        try log(.text).say("listening", "AnanaCare serves /x")
        let line = try output.lines(1)[0]
        #expect(line.hasSuffix(" AnanaCare serves /x"))
        let clock = line.prefix(8).map { $0.isNumber ? "0" : $0 }
        #expect(String(clock) == "00:00:00")
    }

    @Test func `for programs: an object a line`() throws {
        try log(.json).say("listening", "a \"b\"\n")
        let value = try JSONValue(parsing: Array(try output.lines(1)[0].utf8))
        #expect(value["event"] == "listening" && value["message"] == "a \"b\"\n")
        #expect((value["t"]?.integerValue ?? 0) > 1_700_000_000_000)
    }

    @Test func `a request is a line`() throws {
        let log = try log(.text)
        log.access(Self.record)
        #expect(try output.lines(1)[0].hasSuffix(" z-1-10 GET /api/v1/jobs?limit=3 200 512B 1.234ms"))
    }

    @Test func `a request is an object`() throws {
        let log = try log(.json)
        log.access(Self.record)
        let value = try JSONValue(parsing: Array(try output.lines(1)[0].utf8))
        #expect(
            value["event"] == "request" && value["method"] == "GET"
                && value["target"] == "/api/v1/jobs?limit=3")
        #expect(value["id"] == "z-1-10")
        #expect(value["status"] == 200 && value["bytes"] == 512 && value["ms"] == 1.234)
    }

    @Test(arguments: [
        ("/a\u{1B}[31m", "/a?[31m"), ("/a\nb", "/a?b"), ("/é", "/??"), ("/a b", "/a?b"),
        ("/x?token=abc&y=1", "/x?token=...&y=1"), ("/x?a=1&Access_Token=a=b", "/x?a=1&Access_Token=..."),
        ("/token=a?tokens=1", "/token=a?tokens=1")
    ])
    func `a target can't draw on a terminal, and no secret is in it`(target: String, shown: String) throws {
        for (index, format) in ServeOptions.LogFormat.allCases.enumerated() {
            let log = try log(format)
            log.access(
                AccessRecord(
                    id: RequestID(run: 1, loop: 0, number: 1), method: .get, target: target, status: .ok, bytes: 0,
                    duration: .zero))
            let line = try output.lines(index + 1)[index]
            #expect(line.contains(format == .text ? " GET \(shown) 200 " : "\"\(shown)\""))
        }
    }

    @Test func `what could not be read has no method and no target`() throws {
        let parts = [(ServeOptions.LogFormat.text, " - - 400 "), (.json, #""method":null,"target":null"#)]
        for (index, (format, part)) in parts.enumerated() {
            let log = try log(format)
            log.access(
                AccessRecord(
                    id: RequestID(run: 1, loop: 0, number: 1), method: nil, target: nil, status: .badRequest, bytes: 0,
                    duration: .zero))
            #expect(try output.lines(index + 1)[index].contains(part))
        }
    }

    @Test func `lines keep their order, from any thread`() throws {
        let log = try log(.text)
        for number in 1...1000 { log.say("x", "line \(number)") }
        #expect(try output.lines(1000).map { $0.dropFirst(9) } == (1...1000).map { "line \($0)"[...] })
    }

    @Test func `a reader that stands still costs a megabyte at most, and learns what it missed`() throws {
        let log = try log(.text)
        let output = output
        try output.gate.withLock { _ in
            log.say("x", "first")
            try eventually("the first flush") { output.calls.withLock { $0 } == 1 }
            let long = String(repeating: "x", count: 100_000)
            for _ in 0..<20 { log.say("x", long) }
        }
        let lines = try output.lines(13)
        #expect(lines.count == 13 && lines[12] == "9 lines of this log were dropped")
        log.say("x", "again")
        #expect(try output.lines(14)[13].hasSuffix(" again"))
    }
}
