/// Where in the bytes of a log a reader stands.

enum RawPosition: Sendable {
    /// Where that line begins; asked once.
    case start(StartPosition)
    case byte(UInt64)
}
