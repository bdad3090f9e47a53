/// A line of history.jsonl is an object whose first member is a checksum of all that follows it.
internal import JSON

package enum HistoryLine {
    static let checksumName = "sum"
    /// `{"sum":"0123456789abcdef"`, before the comma.
    private static let headCount = checksumName.utf8.count + 22

    /// - Parameter object: encoded, without a checksum, not empty.
    /// - Returns: the line with its end.
    static func sealed(_ object: [UInt8]) -> [UInt8] {
        let rest = object.dropFirst()
        let sum = rest.withUnsafeBytes { LineChecksum.of($0) }
        let digits = String(sum, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        var line: [UInt8] = []
        line.reserveCapacity(object.count + headCount + 2)
        line += "{\"\(checksumName)\":\"\(padded)\",".utf8
        line += rest
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// - Parameter line: without its end.
    package static func isWhole(_ line: UnsafeRawBufferPointer) -> Bool {
        guard line.count > headCount + 1, line[headCount] == UInt8(ascii: ",") else { return false }
        let rest = UnsafeRawBufferPointer(rebasing: line[(headCount + 1)...])
        var sum: UInt64 = 0
        for byte in line[(headCount - 17)..<(headCount - 1)] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): sum = sum << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): sum = sum << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return false
            }
        }
        return sum == LineChecksum.of(rest)
    }
}
