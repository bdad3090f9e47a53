/// Single records, the header, and where in the log a line ends: what indexing, recovery and trimming share.
internal import Linux

extension LogIndex {
    /// The record must be there.
    static func record(
        ofLine number: Int64, in index: borrowing FileDescriptor
    ) throws(SystemError) -> Record {
        let bytes = try index.bytes(at: position(ofLine: number), count: recordSize)
        guard bytes.count == recordSize else {
            preconditionFailure("line \(number) is within the size that the index had")
        }
        return bytes.withUnsafeBytes { Record($0) }
    }

    /// Of `lines`, whose records are there, the first that `matches`: those before it don't, those after it do.
    static func firstLine(
        in lines: Range<Int64>, of index: borrowing FileDescriptor, where matches: (Record) -> Bool
    ) throws(SystemError) -> Int64 {
        var (low, high) = (lines.lowerBound, lines.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if matches(try record(ofLine: middle, in: index)) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    static func write(_ header: Header, to index: borrowing FileDescriptor) throws(SystemError) {
        let bytes = header.encoded()
        let result: Result<Void, SystemError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try index.writeAll(buffer, at: 0) }
        }
        try result.get()
    }

    /// Where the next line begins: after the newline that ends `record`'s line; at its end where the output was
    /// broken off there.
    static func nextLine(
        after record: Record, in log: borrowing FileDescriptor, size: UInt64
    ) throws(SystemError) -> UInt64 {
        var offset = record.end
        if record.flags.contains(.partial) { return offset }
        while offset < size {
            let piece = try log.bytes(at: offset, count: 4096)
            if piece.isEmpty { break }
            if let newline = piece.firstIndex(of: UInt8(ascii: "\n")) { return offset + UInt64(newline) + 1 }
            offset += UInt64(piece.count)
        }
        return size
    }
}
