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
    ///   - offset: bytes of its text to leave out; should be the beginning of a character.
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
        let text = isPart ? CharacterBorder.withoutCutCharacter(bytes[...]) : bytes[...]
        return LogLine(
            j: job.text, epoch: header.epochName, n: number, t: header.beganAt + record.milliseconds,
            s: String(Unicode.Scalar(record.stream.letter)),
            l: String(Unicode.Scalar(LogFrameEncoder.levelLetter(record))), x: TextRepair.text(text),
            at: Int64(record.offset), length: Int64(length), offset: Int64(offset),
            next: isPart ? Int64(offset + text.count) : nil)
    }
}
