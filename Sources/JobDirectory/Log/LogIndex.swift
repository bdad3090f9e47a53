/// The index of a log: a header, then one fixed-size record a line; any line is found in constant time.
package import LogText

/// All numbers are little-endian. Line n has its record at `64 + (n - 1) * 16`, for ever: where lines were
/// removed by age or size there is a hole, in the index as in the log, so that no reader ever takes one line
/// for another. Records are written after the bytes that they point at; a reader takes whole records only.
package enum LogIndex {
    package static let headerSize = 64
    package static let recordSize = 16

    /// Where line `number`'s record lies.
    package static func position(ofLine number: Int64) -> UInt64 {
        UInt64(headerSize) + UInt64(number - 1) * UInt64(recordSize)
    }

    /// How many lines an index of `size` bytes numbers, those that are kept no longer too.
    package static func lineCount(ofSize size: UInt64) -> Int64 {
        size < UInt64(headerSize) ? 0 : Int64((size - UInt64(headerSize)) / UInt64(recordSize))
    }

    /// Bytes 0-7 magic `ANANAIDX`, 8-9 version (1), 10-11 record size (16), 12-15 zero, 16-23 epoch, 24-31
    /// milliseconds since 1970 at which the log began, 32-39 number of the first line kept, 40-47 offset in the
    /// log at which that line begins, 48-55 numbering, 56-63 zero.
    package struct Header: Equatable, Sendable {
        /// Changes when lines that were readable are removed or counted anew.
        package var epoch: UInt64
        package var beganAt: Int64
        package var firstLine: Int64
        /// Of the first byte that is kept; those before it read as zeros.
        package var firstOffset: UInt64
        /// Changes when lines are counted anew, and only then: under one numbering a number means one line.
        /// 0 in an index of an older version that has not been rebuilt since.
        package var numbering: UInt64

        package init(
            epoch: UInt64, beganAt: Int64, firstLine: Int64 = 1, firstOffset: UInt64 = 0, numbering: UInt64 = 0
        ) {
            self.epoch = epoch
            self.beganAt = beganAt
            self.firstLine = firstLine
            self.firstOffset = firstOffset
            self.numbering = numbering
        }

        /// The epoch as it stands in frames and queries.
        package var epochName: String { String(epoch, radix: 16) }
    }

    package enum Stream: UInt8, Sendable {
        /// stdout and stderr in their true order.
        case merged = 0
        case standardOutput = 1
        case standardError = 2
        /// A line of the control plane itself.
        case system = 3
    }

    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The output ended, or was broken off, without a newline.
        package static let partial = Flags(rawValue: 1 << 5)
        /// Belongs to the line above: the body of a traceback.
        package static let continuation = Flags(rawValue: 1 << 6)
        /// Stands for bytes that were lost.
        package static let gap = Flags(rawValue: 1 << 7)
        /// Longer than a record can say; the rest of it belongs to no line.
        package static let cut = Flags(rawValue: 1 << 8)
        /// The index was rebuilt: the time is only an upper bound.
        package static let timeUnknown = Flags(rawValue: 1 << 9)
    }

    /// Bytes 0-4 offset in the log, 5-8 length, 9-13 milliseconds since the log began, 14-15 flags: bits 0-2
    /// level, 3-4 stream, then `Flags`, 10-15 zero.
    package struct Record: Equatable, Sendable {
        /// Of the text that stays after redraws (`\r`), without its terminator.
        package var offset: UInt64
        package var length: UInt32
        package var milliseconds: Int64
        package var level: LogLevel
        package var stream: Stream
        package var flags: Flags

        package init(
            offset: UInt64, length: UInt32, milliseconds: Int64, level: LogLevel = .unknown,
            stream: Stream = .merged,
            flags: Flags = []
        ) {
            self.offset = offset
            self.length = length
            self.milliseconds = milliseconds
            self.level = level
            self.stream = stream
            self.flags = flags
        }

        package var end: UInt64 { offset + UInt64(length) }
    }
}

extension LogIndex.Header {
    /// nil where the bytes are no header of this version.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= LogIndex.headerSize, bytes.prefix(8).elementsEqual("ANANAIDX".utf8),
            bytes.loadInteger(at: 8, as: UInt16.self) == 1,
            bytes.loadInteger(at: 10, as: UInt16.self) == UInt16(LogIndex.recordSize)
        else { return nil }
        epoch = bytes.loadInteger(at: 16, as: UInt64.self)
        beganAt = bytes.loadInteger(at: 24, as: Int64.self)
        // Never below 1: a line before it would lie before the records.
        firstLine = max(1, bytes.loadInteger(at: 32, as: Int64.self))
        firstOffset = bytes.loadInteger(at: 40, as: UInt64.self)
        numbering = bytes.loadInteger(at: 48, as: UInt64.self)
    }

    package func encoded() -> [UInt8] {
        var bytes = Array("ANANAIDX".utf8)
        bytes.append(integer: UInt16(1))
        bytes.append(integer: UInt16(LogIndex.recordSize))
        bytes.append(integer: UInt32(0))
        bytes.append(integer: epoch)
        bytes.append(integer: beganAt)
        bytes.append(integer: firstLine)
        bytes.append(integer: firstOffset)
        bytes.append(integer: numbering)
        bytes.append(contentsOf: repeatElement(0, count: LogIndex.headerSize - bytes.count))
        return bytes
    }
}

extension LogIndex {
    /// Bytes that a log may have: what lies further can't be said in a record. What comes then is lost, and counted.
    package static let logLimit = Record.offsetLimit - 1 << 24
}

extension LogIndex.Record {
    static let offsetLimit: UInt64 = 1 << 40

    /// From the first 16 bytes. What no program of this version writes reads as unknown level, merged stream.
    package init(_ bytes: UnsafeRawBufferPointer) {
        let low = bytes.loadInteger(at: 0, as: UInt64.self)
        let high = bytes.loadInteger(at: 8, as: UInt64.self)
        let bits = UInt16(truncatingIfNeeded: high >> 48)
        offset = low & (Self.offsetLimit - 1)
        length = UInt32(truncatingIfNeeded: low >> 40 | high << 24)
        milliseconds = Int64(high >> 8 & (Self.offsetLimit - 1))
        level = LogLevel(rawValue: UInt8(bits & 7)) ?? .unknown
        stream = LogIndex.Stream(rawValue: UInt8(bits >> 3 & 3)) ?? .merged
        flags = LogIndex.Flags(rawValue: bits & 0x3E0)
    }

    /// Writes 16 bytes. Time before the log began counts as its beginning (the clock was set back).
    package func write(to bytes: UnsafeMutableRawBufferPointer) {
        let time = UInt64(min(max(milliseconds, 0), Int64(Self.offsetLimit - 1)))
        let bits = flags.rawValue & 0x3E0 | UInt16(level.rawValue) | UInt16(stream.rawValue) << 3
        let low = offset | UInt64(length) << 40
        let high = UInt64(length >> 24) | time << 8 | UInt64(bits) << 48
        bytes.storeBytes(of: low.littleEndian, toByteOffset: 0, as: UInt64.self)
        bytes.storeBytes(of: high.littleEndian, toByteOffset: 8, as: UInt64.self)
    }

    package func write(to bytes: inout [UInt8]) {
        let record = self
        bytes += [UInt8](unsafeUninitializedCapacity: LogIndex.recordSize) { buffer, count in
            record.write(to: UnsafeMutableRawBufferPointer(buffer))
            count = LogIndex.recordSize
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func loadInteger<Number: FixedWidthInteger>(at offset: Int, as kind: Number.Type) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: kind))
    }
}

extension [UInt8] {
    fileprivate mutating func append(integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
    }
}
