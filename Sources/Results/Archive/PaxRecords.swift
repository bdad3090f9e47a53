/// Extended headers of a tar archive (POSIX pax): what has no room in a header of 1988.

struct PaxRecords {
    private(set) var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }

    /// `25 path=a long name\n`: the number counts its own digits.
    mutating func append(_ key: String, _ value: [UInt8]) {
        let body = key.utf8.count + value.count + 3
        var length = body + 1
        while body + String(length).count != length { length = body + String(length).count }
        bytes += Array("\(length) \(key)=".utf8)
        bytes += value
        bytes.append(UInt8(ascii: "\n"))
    }
}
