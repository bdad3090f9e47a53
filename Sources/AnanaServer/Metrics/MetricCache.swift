/// `metrics.jsonl` in a job's folder: what was parsed from its log; rebuilt where it is missing or torn.
internal import JSON
internal import JobDirectory
internal import Linux
internal import LogText
internal import Streams

/// A head `{"v":1,"numbering":"a1"}`, then a line a row, `{"n":98301,"t":1764000000123,"step":1200,
/// "v":{"loss":0.241}}`,
/// and marks `{"scanned":98413}`: lines before that number were looked at. The server is its only writer.
struct MetricCache {
    let path: String

    struct Contents {
        /// Names the way in which the lines of its log were counted.
        var numbering: String
        var table = MetricTable()
        /// The first line that was not looked at.
        var next: Int64 = 1
    }

    /// As far as it is whole; nil where there is none, or none of this version. What stands behind a torn
    /// line is cut off.
    func load() -> Contents? {
        // A cache that can't be read is made anew.
        guard let bytes = try? FileSystem.contents(path) else { return nil }
        var start = 0
        var contents: Contents?
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            guard let line = try? JSONValue(parsing: Array(bytes[start..<end])) else { break }
            if contents == nil {
                guard line["v"] == 1, let numbering = line["numbering"]?.stringValue else { return nil }
                contents = Contents(numbering: numbering)
            } else if !Self.take(line, into: &contents) {
                break
            }
            start = end + 1
        }
        if contents != nil && start < bytes.count { cut(to: start) }
        return contents
    }

    /// Begins it anew with `contents`.
    func replace(with contents: Contents) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("v")
        writer.integer(1)
        writer.key("numbering")
        writer.string(contents.numbering)
        writer.endObject()
        let head = writer.bytes + [UInt8(ascii: "\n")]
        let rows = Self.lines(of: contents.table, from: 0, scanned: contents.next)
        // A full disk costs the next server a second look at the log, nothing else.
        try? AtomicFile.replace(path, with: head + rows, durability: .none)
    }

    /// What has come since: the rows from `index` on, and how far the log was looked at.
    func append(_ table: MetricTable, from index: Int, scanned: Int64) {
        guard let file = try? FileDescriptor.open(path, [.write, .append]) else { return }
        // As above. A line of which a part was written is cut off by the next `load()`.
        try? file.writeAll(Self.lines(of: table, from: index, scanned: scanned))
    }

    private func cut(to size: Int) {
        // What can't be cut off is read again and again, and never believed.
        try? FileDescriptor.open(path, .write).truncate(to: UInt64(size))
    }

    private static func take(_ line: JSONValue, into contents: inout Contents?) -> Bool {
        if let scanned = line["scanned"]?.integerValue {
            contents?.next = scanned
            return true
        }
        guard let number = line["n"]?.integerValue, let time = line["t"]?.integerValue,
            let members = line["v"]?.objectValue, number >= contents?.next ?? 0
        else { return false }
        let values = members.members.compactMap { member in
            Self.number(member.value).map { Metric(name: member.name, value: $0) }
        }
        guard values.count == members.count else { return false }
        contents?.table.append(
            MetricRow(step: line["step"]?.integerValue, values: values), line: number, time: time)
        contents?.next = number + 1
        return true
    }

    private static func number(_ value: JSONValue) -> Double? {
        switch value.stringValue {
        case "nan": .nan
        case "inf": .infinity
        case "-inf": -.infinity
        default: value.numberValue
        }
    }

    private static func lines(of table: MetricTable, from first: Int, scanned: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in first..<table.count {
            let row = table.row(index)
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("n")
            writer.integer(table.lines[index])
            writer.key("t")
            writer.integer(table.times[index])
            if let step = row.step {
                writer.key("step")
                writer.integer(step)
            }
            writer.key("v")
            writer.beginObject()
            for metric in row.values {
                writer.key(metric.name)
                if let word = NonFinite.word(metric.value) {
                    writer.string(word)
                } else {
                    writer.number(metric.value)
                }
            }
            writer.endObject()
            writer.endObject()
            bytes += writer.bytes
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes + Array("{\"scanned\":\(scanned)}\n".utf8)
    }
}
