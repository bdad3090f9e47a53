/// Lines to `log` frames by column, and to one object a line (streams-and-web.md section 3.7).
internal import JSON
package import JobDirectory
internal import LogText

package enum LogFrameEncoder {
    /// `{"e":"log",…}`; with a filter on, only the lines that pass, and their numbers in `n`.
    package static func frame(_ batch: LogBatch, _ filter: LineFilter) -> [UInt8] {
        let lines = filter.isAll ? batch.lines : batch.lines.filter { filter.contains($0.record) }
        let size = lines.reduce(256) { $0 + $1.text.count + 12 }
        var writer = JSONWriter(reservingCapacity: size)
        writer.beginObject()
        writer.member("e", "log")
        writer.member("j", batch.job)
        writer.member("epoch", batch.epoch)
        writer.member("from", batch.range.lowerBound)
        writer.member("to", batch.range.upperBound)
        let first = lines.first?.record.milliseconds ?? 0
        writer.member("t0", batch.beganAt + first)
        writer.key("dt")
        writer.beginArray()
        for line in lines { writer.integer(line.record.milliseconds - first) }
        writer.endArray()
        writer.member("s", letters(of: lines) { $0.stream.letter })
        writer.member("l", letters(of: lines, levelLetter))
        writer.key("x")
        writer.beginArray()
        for line in lines { writer.text(line.text) }
        writer.endArray()
        if !filter.isAll {
            writer.key("n")
            writer.beginArray()
            for line in lines { writer.integer(line.number) }
            writer.endArray()
        }
        writeCuts(of: lines, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// `format=lines`: an event a line (WHATWG HTML section 9.2); the same bytes as `ServerEvent` makes, in one buffer: this is
    /// what most of a fast log's encoding is.
    static func lineEvents(_ batch: LogBatch, _ filter: LineFilter) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: batch.lines.reduce(0) { $0 + $1.text.count + 120 })
        for line in batch.lines where filter.contains(line.record) {
            writer.verbatim("id: ")
            writer.integer(line.number)
            writer.verbatim("\nevent: line\ndata: ")
            write(line, of: batch, to: &writer)
            writer.verbatim("\n\n")
        }
        return writer.bytes
    }

    /// NDJSON: an object a line.
    static func lineObjects(_ batch: LogBatch, _ filter: LineFilter) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: batch.lines.reduce(0) { $0 + $1.text.count + 96 })
        for line in batch.lines where filter.contains(line.record) {
            write(line, of: batch, to: &writer)
            writer.verbatim("\n")
        }
        return writer.bytes
    }

    /// `{"n":…,"t":…,"s":…,"l":…,"x":…}`
    static func write(_ line: LogReader.Line, of batch: LogBatch, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("n", line.number)
        writer.member("t", batch.beganAt + line.record.milliseconds)
        writer.member("s", line.record.stream.word)
        writer.member("l", line.record.level.name)
        writer.key("x")
        writer.text(line.text)
        if line.isCut { writer.member("cut", Int64(line.record.length)) }
        writer.endObject()
    }

    /// D I W E C or -; lower case where the line continues the one above.
    package static func levelLetter(_ record: LogIndex.Record) -> UInt8 {
        let letter = record.level.letter
        let isLetter = letter != UInt8(ascii: "-")
        return record.flags.contains(.continuation) && isLetter ? letter | 0x20 : letter
    }

    package static func letters(
        of lines: [LogReader.Line], _ letter: (LogIndex.Record) -> UInt8
    ) -> String {
        String(decoding: lines.map { letter($0.record) }, as: UTF8.self)
    }

    private static func writeCuts(of lines: [LogReader.Line], to writer: inout JSONWriter) {
        guard lines.contains(where: \.isCut) else { return }
        writer.key("cut")
        writer.beginObject()
        for (index, line) in lines.enumerated() where line.isCut {
            writer.member("\(index)", Int64(line.record.length))
        }
        writer.endObject()
    }
}

extension LogIndex.Stream {
    package var letter: UInt8 {
        switch self {
        case .merged: UInt8(ascii: "m")
        case .standardOutput: UInt8(ascii: "o")
        case .standardError: UInt8(ascii: "e")
        case .system: UInt8(ascii: "x")
        }
    }

    package var word: String {
        switch self {
        case .merged: "merged"
        case .standardOutput: "stdout"
        case .standardError: "stderr"
        case .system: "system"
        }
    }
}
