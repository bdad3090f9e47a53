/// The words that name a level, and the keys under which loggers put them.

enum LevelWord {
    private static let levels: [(UInt64, LogLevel)] = [
        (pack("INFO"), .info), (pack("DEBUG"), .debug), (pack("WARNING"), .warning), (pack("ERROR"), .error),
        (pack("WARN"), .warning), (pack("CRITICAL"), .critical), (pack("FATAL"), .critical),
        (pack("TRACE"), .debug), (pack("NOTICE"), .info), (pack("SUCCESS"), .info),
    ]

    private static let keys = ["level", "levelname", "lvl", "severity", "loglevel", "log_level"].map {
        Array($0.utf8)
    }

    /// In any case of letters; nil where the word names no level.
    static func level(_ word: UnsafeRawBufferPointer) -> LogLevel? {
        guard word.count >= 4, word.count <= 8 else { return nil }
        var packed: UInt64 = 0
        for byte in word { packed = packed << 8 | UInt64(byte & 0xDF) }
        for (candidate, level) in levels where candidate == packed { return level }
        return nil
    }

    /// Whether a level follows a word like this one, as in `levelname=INFO`.
    static func isKey(_ word: UnsafeRawBufferPointer) -> Bool {
        guard word.count >= 3, word.count <= 9 else { return false }
        return keys.contains {
            $0.count == word.count && zip($0, word).allSatisfy { $0 == $1 | 0x20 || $0 == $1 }
        }
    }

    static func isUpper(_ word: UnsafeRawBufferPointer) -> Bool {
        word.allSatisfy { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
    }

    static func isPart(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "_")
    }

    /// At most 8 letters in one number, upper case.
    private static func pack(_ word: StaticString) -> UInt64 {
        word.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt64($1) } }
    }
}
