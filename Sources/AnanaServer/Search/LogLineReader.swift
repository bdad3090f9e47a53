/// One whole line, however long it is, in parts that an answer can carry.
internal import JobAPI
internal import JobDirectory
internal import Linux
internal import LogText
internal import Streams

/// Waits for the disk.
struct LogLineReader {
    let job: JobID
    let results: ResultsFolder

    /// nil where there is no such line, or none any more.
    /// - Parameters:
    ///   - offset: bytes of its text to leave out; those in front of a character's beginning are part of none.
    ///   - limit: bytes of its text, at most.
    func line(_ number: Int64, from offset: Int, limit: Int) throws(SystemError) -> LogLine? {
        let file: LogReader
        do throws(SystemError) {
            file = try LogReader.open(log: results.log(job), index: results.index(job))
        } catch {
            // A job that has not started has no line yet.
            if error.isMissing { return nil }
            throw error
        }
        guard let header = file.header, file.lines.contains(number),
            let record = try file.records(number..<number + 1).first
        else { return nil }
        let bytes = try file.text(of: record, from: offset, count: limit)
        let length = Int(record.length)
        let isPart = offset + bytes.count < length
        let text = isPart ? Self.withoutCutCharacter(bytes) : bytes[...]
        return LogLine(
            j: job.text, epoch: header.epochName, n: number, t: header.beganAt + record.milliseconds,
            s: String(Unicode.Scalar(record.stream.letter)),
            l: String(Unicode.Scalar(LogFrameEncoder.levelLetter(record))), x: TextRepair.text(text),
            at: Int64(record.offset), length: Int64(length), offset: Int64(offset),
            next: isPart ? Int64(offset + text.count) : nil)
    }

    /// Without the beginning of a character whose rest lies behind the end.
    private static func withoutCutCharacter(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard let first = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return bytes[...] }
        let lead = bytes[first]
        let count = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1
        return bytes.count - first < count && first > 0 ? bytes[..<first] : bytes[...]
    }
}
