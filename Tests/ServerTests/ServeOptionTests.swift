/// Every option of `anana serve`: what it sets, and what it refuses.
@testable import AnanaCommand
import AnanaServer
import HTTP
import HTTPServer
import Testing

@Suite struct ServeOptionTests {
    /// The option's effect as text, or the fault.
    private func effect(_ option: String, _ value: String, _ read: (ServeOptions) -> String) -> String {
        do { return read(try ServeLine([option, value]).options) } catch { return "\(error)" }
    }

    private static let reads: [String: @Sendable (ServeOptions) -> String] = [
        "--host": { $0.engine.host }, "--port": { "\($0.engine.port)" },
        "--allow-host": { "\($0.allowedHosts)" },
        "--static": { $0.staticFolder ?? "nil" }, "--limit": { "\($0.runningLimit ?? -1)" },
        "--pid-file": { $0.pidFile ?? "nil" }, "--log-format": { $0.logFormat.rawValue },
        "--access-log": { "\($0.writesAccessLog)" }, "--loops": { "\($0.engine.loops)" },
        "--max-connections": { "\($0.engine.maxConnections)" },
        "--max-body": { "\($0.engine.limits.bodyBytes)" },
        "--max-request-line": { "\($0.engine.limits.requestLineBytes)" },
        "--max-fields": { "\($0.engine.limits.fieldBytes)" },
        "--max-field-count": { "\($0.engine.limits.fieldCount)" },
        "--max-connections-per-client": { "\($0.engine.maxConnectionsPerClient)" },
        "--max-streams-per-client": { "\($0.engine.maxStreamsPerClient)" },
        "--max-message": { "\($0.engine.maxMessageBytes)" },
        "--max-unsent": { "\($0.engine.maxUnsentBytes)" },
        "--linger-timeout": { "\($0.engine.lingerTimeout)" }, "--ping-interval": { "\($0.engine.pingInterval)" },
        "--close-timeout": { "\($0.engine.closeTimeout)" },
        "--header-timeout": { "\($0.engine.headTimeout)" }, "--body-timeout": { "\($0.engine.bodyTimeout)" },
        "--idle-timeout": { "\($0.engine.idleTimeout)" },
        "--write-stall-timeout": { "\($0.engine.writeStallTimeout)" },
        "--drain-timeout": { "\($0.engine.drainTimeout)" }, "--heartbeat": { "\($0.heartbeat)" },
    ]

    @Test(arguments: [
        ("--host", "::1", "::1"), ("--host", "localhost", "127.0.0.1"), ("--port", "0", "0"),
        ("--port", "65535", "65535"),
        ("--allow-host", "gpu.lab", "[\"gpu.lab\"]"), ("--static", "web", "web"), ("--limit", "1", "1"),
        ("--limit", "10000", "10000"), ("--pid-file", "/run/a.pid", "/run/a.pid"),
        ("--log-format", "json", "json"),
        ("--log-format", "text", "text"), ("--access-log", "off", "false"), ("--access-log", "on", "true"),
        ("--loops", "3", "3"), ("--max-connections", "5", "5"), ("--max-body", "1MB", "1000000"),
        ("--max-body", "64KiB", "65536"), ("--max-request-line", "100", "100"),
        ("--max-fields", "1kB", "1000"),
        ("--max-field-count", "7", "7"), ("--header-timeout", "500ms", "0.5 seconds"),
        ("--body-timeout", "2m", "120.0 seconds"),
        ("--idle-timeout", "1.5s", "1.5 seconds"), ("--write-stall-timeout", "1s", "1.0 seconds"),
        ("--max-connections-per-client", "9", "9"), ("--max-streams-per-client", "8", "8"),
        ("--max-message", "1MiB", "1048576"), ("--max-unsent", "16KiB", "16384"),
        ("--linger-timeout", "1s", "1.0 seconds"),
        ("--ping-interval", "7s", "7.0 seconds"), ("--close-timeout", "3s", "3.0 seconds"),
        ("--drain-timeout", "1h", "3600.0 seconds"), ("--heartbeat", "5s", "5.0 seconds"),
    ])
    func `sets what it is for`(option: String, value: String, result: String) throws {
        #expect(effect(option, value, try #require(Self.reads[option])) == result)
    }

    @Test func `no option goes untested`() {
        #expect(Set(Self.reads.keys) == Set(ServeOption.all.map(\.name)))
    }

    @Test(arguments: [
        ("--port", "65536"), ("--port", "-1"), ("--port", "x"), ("--port", "80.0"), ("--port", " 80"),
        ("--limit", "0"),
        ("--limit", "10001"), ("--loops", "0"), ("--loops", "257"), ("--max-connections", "0"),
        ("--max-field-count", "0"),
        ("--log-format", "xml"), ("--log-format", "JSON"), ("--access-log", "yes"), ("--access-log", ""),
        ("--host", ""),
        ("--allow-host", ""), ("--static", ""), ("--pid-file", ""), ("--max-body", "0"), ("--max-body", "-1"),
        ("--max-body", "1 MB"), ("--max-body", "2TiB"), ("--max-body", "lots"), ("--heartbeat", "0s"),
        ("--heartbeat", "15"),
        ("--idle-timeout", "-1s"), ("--idle-timeout", "1e3s"), ("--drain-timeout", "soon"),
        ("--header-timeout", ""),
    ])
    func `refuses what makes no sense, and says what would`(option: String, value: String) throws {
        let expected = try #require(ServeOption.all.first { $0.name == option }?.expected)
        #expect(throws: UsageError.badValue(option: option, value: value, expected: expected)) {
            try ServeLine([option, value])
        }
    }

    @Test func `more names can be allowed`() throws {
        #expect(try ServeLine(["--allow-host", "a", "--allow-host=b"]).options.allowedHosts == ["a", "b"])
    }

    @Test(arguments: ServeOption.all.map(\.name))
    func `asks for its value where it is missing`(name: String) throws {
        let expected = try #require(ServeOption.all.first { $0.name == name }?.expected)
        #expect(throws: UsageError.missingValue(option: name, expected: expected)) { try ServeLine([name]) }
    }
}
