/// The options of `anana serve`: each with its name, what it takes, what it says of itself, and what it sets.
internal import AnanaServer
internal import HTTP
internal import HTTPServer
internal import Project

struct ServeOption: Sendable {
    let name: String
    /// As in the help: `N`, `DURATION`; nil for one without a value.
    let value: String?
    let expected: String
    let help: String
    /// False where the value makes no sense.
    let apply: @Sendable (String, inout ServeOptions) -> Bool

    static let all: [ServeOption] = [
        text("--host", "H", "an address or `localhost`", "where to listen (127.0.0.1); loopback only") {
            $1.engine.host = $0 == "localhost" ? "127.0.0.1" : $0
        },
        number("--port", 0...65535, "port to listen on (8080); 0: any that is free") {
            $1.engine.port = UInt16($0)
        },
        text(
            "--allow-host", "NAME", "a name",
            "one more name that requests may call this server by; repeatable"
        ) {
            $1.allowedHosts.append($0)
        },
        text("--static", "DIR", "a folder", "the web page's files (those that were built with the program)") {
            $1.staticFolder = $0
        },
        number("--limit", 1...10_000, "jobs at once (anana.yaml's limits.running, else 2)") {
            $1.runningLimit = $0
        },
        text("--pid-file", "F", "a path", "write the server's pid there while it runs") { $1.pidFile = $0 },
        choice("--log-format", ["text", "json"], "how the server's own log is written (text)") {
            $1.logFormat = ServeOptions.LogFormat(rawValue: $0) ?? .text
        },
        choice("--access-log", ["on", "off"], "a line a request in the server's own log (on)") {
            $1.writesAccessLog = $0 == "on"
        },
        number("--loops", 1...256, "event loops (one a core)") { $1.engine.loops = $0 },
        number("--max-connections", 1...1_000_000, "connections at once (10000)") {
            $1.engine.maxConnections = $0
        },
        number(
            "--max-connections-per-client", 1...1_000_000,
            "connections from one address (256); loopback is spared"
        ) {
            $1.engine.maxConnectionsPerClient = $0
        },
        number("--max-streams-per-client", 1...1_000_000, "streams to one address (64); loopback is spared") {
            $1.engine.maxStreamsPerClient = $0
        },
        size("--max-message", "message from a WebSocket (64KiB)") { $1.engine.maxMessageBytes = $0 },
        size("--max-unsent", "part of a stream that the kernel holds for a slow reader (128KiB)") {
            $1.engine.maxUnsentBytes = $0
        },
        size("--max-body", "body of a request (1MiB)") { $1.engine.limits.bodyBytes = $0 },
        size("--max-request-line", "request line (8KiB)") { $1.engine.limits.requestLineBytes = $0 },
        size("--max-fields", "all header fields of a request (32KiB)") { $1.engine.limits.fieldBytes = $0 },
        number("--max-field-count", 1...100_000, "header fields of a request (100)") {
            $1.engine.limits.fieldCount = $0
        },
        duration("--header-timeout", "for a request's head to arrive (10s)") { $1.engine.headTimeout = $0 },
        duration("--body-timeout", "for its body (30s)") { $1.engine.bodyTimeout = $0 },
        duration("--idle-timeout", "without a request (75s)") { $1.engine.idleTimeout = $0 },
        duration("--write-stall-timeout", "with a client that reads nothing (30s)") {
            $1.engine.writeStallTimeout = $0
        },
        duration("--drain-timeout", "for answers under way when the server ends (10s)") {
            $1.engine.drainTimeout = $0
        },
        duration("--linger-timeout", "for a last answer to be read before its socket goes (2s)") {
            $1.engine.lingerTimeout = $0
        },
        duration("--ping-interval", "between pings to a WebSocket, and for their answer (20s)") {
            $1.engine.pingInterval = $0
        },
        duration("--close-timeout", "for a WebSocket's other end to close (5s)") {
            $1.engine.closeTimeout = $0
        },
        duration("--heartbeat", "between signs of life on a quiet stream (15s)") { $1.heartbeat = $0 },
    ]

    private static func text(
        _ name: String, _ value: String, _ expected: String, _ help: String,
        _ apply: @escaping @Sendable (String, inout ServeOptions) -> Void
    ) -> ServeOption {
        ServeOption(name: name, value: value, expected: expected, help: help) { text, options in
            if text.isEmpty { return false }
            apply(text, &options)
            return true
        }
    }

    private static func number(
        _ name: String, _ range: ClosedRange<Int>, _ help: String,
        _ apply: @escaping @Sendable (Int, inout ServeOptions) -> Void
    ) -> ServeOption {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        return ServeOption(name: name, value: "N", expected: expected, help: help) { text, options in
            guard let number = Int(text), range.contains(number) else { return false }
            apply(number, &options)
            return true
        }
    }

    private static func choice(
        _ name: String, _ choices: [String], _ help: String,
        _ apply: @escaping @Sendable (String, inout ServeOptions) -> Void
    ) -> ServeOption {
        let expected = choices.joined(separator: " or ")
        let value = choices.joined(separator: "|")
        return ServeOption(name: name, value: value, expected: expected, help: help) { text, options in
            guard choices.contains(text) else { return false }
            apply(text, &options)
            return true
        }
    }

    private static func size(
        _ name: String, _ help: String, _ apply: @escaping @Sendable (Int, inout ServeOptions) -> Void
    ) -> ServeOption {
        let expected = "a size such as 1MB or 64KiB"
        return ServeOption(
            name: name, value: "SIZE", expected: expected, help: "largest " + help
        ) { text, options in
            guard let bytes = Quantity.bytes(text), bytes > 0, bytes <= 1 << 40 else { return false }
            apply(Int(bytes), &options)
            return true
        }
    }

    private static func duration(
        _ name: String, _ help: String, _ apply: @escaping @Sendable (Duration, inout ServeOptions) -> Void
    ) -> ServeOption {
        let expected = "a duration such as 500ms, 30s or 2m"
        return ServeOption(
            name: name, value: "TIME", expected: expected, help: "longest time " + help
        ) { text, options in
            guard let milliseconds = Quantity.milliseconds(text), milliseconds > 0 else { return false }
            apply(.milliseconds(milliseconds), &options)
            return true
        }
    }
}
