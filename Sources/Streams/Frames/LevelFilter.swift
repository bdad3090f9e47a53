/// Which levels a reader wants, by the letters of the wire format: D I W E C and - for unknown.
package import LogText

package struct LevelFilter: Hashable, Sendable {
    private let bits: UInt8

    package static let all = LevelFilter(bits: 0xFF)

    private init(bits: UInt8) {
        self.bits = bits
    }

    /// nil where `letters` holds another letter, or none.
    package init?(letters: String) {
        var bits: UInt8 = 0
        for letter in letters.utf8 {
            guard let level = LogLevel.allCases.first(where: { $0.letter == letter }) else { return nil }
            bits |= 1 << level.rawValue
        }
        if bits == 0 { return nil }
        self.bits = bits == Self.everyLevel ? 0xFF : bits
    }

    package var isAll: Bool { bits == 0xFF }

    package func contains(_ level: LogLevel) -> Bool {
        bits & 1 << level.rawValue != 0
    }

    private static let everyLevel = LogLevel.allCases.reduce(0) { $0 | 1 << $1.rawValue }
}

extension LogLevel {
    package var letter: UInt8 {
        switch self {
        case .unknown: UInt8(ascii: "-")
        case .debug: UInt8(ascii: "D")
        case .info: UInt8(ascii: "I")
        case .warning: UInt8(ascii: "W")
        case .error: UInt8(ascii: "E")
        case .critical: UInt8(ascii: "C")
        }
    }
}
