/// How grave a log line is; `unknown` where the line doesn't say.

package enum LogLevel: UInt8, CaseIterable, Sendable {
    case unknown = 0
    case debug = 1
    case info = 2
    case warning = 3
    case error = 4
    case critical = 5
}

extension LogLevel: Comparable {
    package static func < (a: LogLevel, b: LogLevel) -> Bool { a.rawValue < b.rawValue }

    /// The lower-case word that REST and `format=lines` use.
    package var name: String {
        switch self {
        case .unknown: "unknown"
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        case .critical: "critical"
        }
    }

    package init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }
}
