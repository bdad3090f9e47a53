/// Before each member of a tar archive: 512 bytes of ustar, behind pax records where those don't do.

struct TarHeader {
    enum Kind {
        case file, directory, link
    }

    static let blockSize = 512

    /// Of the member; a folder's ends in a slash.
    let name: [UInt8]
    let kind: Kind
    var size: UInt64 = 0
    var permissions: UInt32 = 0o644
    /// Seconds since 1970.
    let modified: Int64
    /// What a link says.
    var target: [UInt8] = []

    /// Whole blocks.
    func encoded() -> [UInt8] {
        let records = records()
        var blocks: [UInt8] = []
        if !records.isEmpty {
            let own = Array("PaxHeaders/header".utf8)
            blocks += Self.block(
                own, type: "x", size: UInt64(records.bytes.count), permissions: 0o644, modified: 0, target: []
            )
            blocks += records.bytes
            blocks += [UInt8](repeating: 0, count: Self.padding(after: UInt64(records.bytes.count)))
        }
        return blocks
            + Self.block(
                name, type: kind == .file ? "0" : kind == .directory ? "5" : "2",
                size: size, permissions: permissions, modified: modified, target: target)
    }

    /// Zeros from the end of `size` bytes to the next block.
    static func padding(after size: UInt64) -> Int {
        Int((512 - size % 512) % 512)
    }

    private func records() -> PaxRecords {
        var records = PaxRecords()
        for (key, value) in [("path", name), ("linkpath", target)] where Self.needsRecord(value) {
            records.append(key, value)
        }
        if size > Self.largest { records.append("size", Array(String(size).utf8)) }
        if modified < 0 || UInt64(modified) > Self.largest {
            records.append("mtime", Array(String(modified).utf8))
        }
        return records
    }

    /// Eleven octal digits.
    private static let largest: UInt64 = 0o77_777_777_777

    /// pax says that a value is UTF-8; what is not stays as it is in the header, as far as it has room there.
    private static func needsRecord(_ text: [UInt8]) -> Bool {
        if text.count > 100 { return true }
        return text.contains { $0 >= 0x80 } && String(validating: text, as: UTF8.self) != nil
    }

    private static func block(
        _ name: [UInt8], type: Unicode.Scalar, size: UInt64, permissions: UInt32, modified: Int64,
        target: [UInt8]
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockSize)
        func put(_ bytes: some Collection<UInt8>, at offset: Int, _ width: Int) {
            let part = bytes.prefix(width)
            block.replaceSubrange(offset..<offset + part.count, with: part)
        }
        put(name, at: 0, 100)
        put(octal(UInt64(permissions), 7), at: 100, 8)
        put(octal(0, 7), at: 108, 8)
        put(octal(0, 7), at: 116, 8)
        put(octal(min(size, largest), 11), at: 124, 12)
        put(octal(UInt64(clamping: max(0, min(modified, Int64(largest)))), 11), at: 136, 12)
        put([UInt8](repeating: 0x20, count: 8), at: 148, 8)
        block[156] = UInt8(ascii: type)
        put(target, at: 157, 100)
        put("ustar\0".utf8, at: 257, 6)
        put("00".utf8, at: 263, 2)
        // The sum of all bytes, its own place counted as spaces.
        let sum = block.reduce(0) { $0 + UInt64($1) }
        put(octal(sum, 6) + [0, 0x20], at: 148, 8)
        return block
    }

    private static func octal(_ value: UInt64, _ digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }
}
