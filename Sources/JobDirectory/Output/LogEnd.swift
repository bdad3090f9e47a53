/// The end of a log that grows: where the next byte goes, and how a line of the control plane is put there.
package import Linux

/// One writer a log.
package struct LogEnd: ~Copyable {
    let file: FileDescriptor
    let path: String
    package private(set) var offset: UInt64

    package init(_ path: String) throws(SystemError) {
        // splice(2) refuses a file that is open for appending.
        let file = try FileDescriptor.open(path, [.readWrite, .create])
        offset = try file.size()
        self.file = file
        self.path = path
    }

    /// Moves what is in `pipe` through no buffer of ours; how many bytes, nil where there are none.
    mutating func splice(from pipe: borrowing FileDescriptor, count: Int) throws(SystemError) -> Int? {
        guard let moved = try pipe.splice(into: file, at: offset, count: count), moved > 0 else { return nil }
        offset += UInt64(moved)
        return moved
    }

    /// All of it or nothing.
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        do throws(SystemError) { try file.writeAll(bytes, at: offset) } catch {
            try file.truncate(to: offset)
            throw error
        }
        offset += UInt64(bytes.count)
    }

    /// A line of the control plane's own, all of it or nothing. What was printed before without a newline ends.
    /// - Returns: where it begins.
    package mutating func append(line text: String) throws(SystemError) -> UInt64 {
        // Asked of the log itself: where the index could not be written it knows less.
        let breaksLine = offset > 0 ? try file.bytes(at: offset - 1, count: 1) != [UInt8(ascii: "\n")] : false
        let start = offset + (breaksLine ? 1 : 0)
        let bytes = (breaksLine ? [UInt8(ascii: "\n")] : []) + Self.line(text)
        let result: Result<Void, SystemError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try append(buffer) }
        }
        try result.get()
        return start
    }

    /// Whether the log ends with such a line.
    package borrowing func ends(withLine text: String) throws(SystemError) -> Bool {
        let line = Self.line(text)
        guard offset >= UInt64(line.count) else { return false }
        return try file.bytes(at: offset - UInt64(line.count), count: line.count) == line
    }

    private static func line(_ text: String) -> [UInt8] { Array("[anana: \(text)]\n".utf8) }
}
