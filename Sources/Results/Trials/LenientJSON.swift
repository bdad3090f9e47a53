/// JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` stand for no number, which is null here.
internal import JSON

enum LenientJSON {
    /// - Throws: what is wrong with it besides.
    static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: strict(bytes))
    }

    private static let words = ["NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }

    /// Outside of strings only.
    static func strict(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "N")) || bytes.contains(UInt8(ascii: "I")) else { return bytes }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var (index, isInString) = (0, false)
        while index < bytes.count {
            let byte = bytes[index]
            if isInString, byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                output += [byte, bytes[index + 1]]
                index += 2
                continue
            }
            if byte == UInt8(ascii: "\"") { isInString.toggle() }
            if !isInString, let word = words.first(where: { bytes[index...].starts(with: $0) }) {
                output += "null".utf8
                index += word.count
            } else {
                output.append(byte)
                index += 1
            }
        }
        return output
    }
}
