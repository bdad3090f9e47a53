/// Which streams a reader wants, by letter: m(erged) o (stdout) e (stderr) x (system).
package import JobDirectory

package struct StreamFilter: Hashable, Sendable {
    private let bits: UInt8

    package static let all = StreamFilter(bits: 0xF)

    private init(bits: UInt8) {
        self.bits = bits
    }

    /// nil where `letters` holds another letter, or none.
    package init?(letters: String) {
        var bits: UInt8 = 0
        for letter in letters.utf8 {
            guard let stream = Self.streams.first(where: { $0.letter == letter }) else { return nil }
            bits |= 1 << stream.rawValue
        }
        if bits == 0 { return nil }
        self.bits = bits
    }

    package var isAll: Bool { self == .all }

    package func contains(_ stream: LogIndex.Stream) -> Bool {
        bits & 1 << stream.rawValue != 0
    }

    private static let streams: [LogIndex.Stream] = [.merged, .standardOutput, .standardError, .system]
}
