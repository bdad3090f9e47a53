/// The metrics in a line: a dictionary, a JSON object, `loss=0.3`, `loss: 0.3`, `loss 0.3` of known names.
internal import Glibc

package enum MetricParser {
    /// Longer lines are data, not reports.
    private static let limit = 4096

    /// nil where `line`, a text without its terminator, reports nothing.
    package static func row(in line: UnsafeRawBufferPointer) -> MetricRow? {
        guard line.count >= 5, line.count <= limit, mayReport(line) else { return nil }
        if LevelDetector.hasEscape(line) {
            return AnsiText.plain(line).withUnsafeBytes { row(plain: $0) }
        }
        return row(plain: line)
    }

    /// A digit after the first byte, or nan: most lines of prose have none.
    private static func mayReport(_ line: UnsafeRawBufferPointer) -> Bool {
        var hasMark = false
        for byte in line {
            if byte &- 0x30 < 10 || byte | 0x20 == UInt8(ascii: "n") { hasMark = true }
            if hasMark && byte | 0x20 >= 0x61 { return true }
        }
        return hasMark
    }

    private static func row(plain line: UnsafeRawBufferPointer) -> MetricRow? {
        var collector = MetricCollector()
        if let brace = line.firstIndex(of: UInt8(ascii: "{")),
            !MetricFields.isSettings(line, before: brace)
        {
            // The step may stand before it: `step 100 {'loss': 0.3}`.
            var outer = MetricCollector()
            if MetricDictionary.read(line, at: brace, into: &collector), !collector.isEmpty {
                MetricFields.read(UnsafeRawBufferPointer(rebasing: line[..<brace]), into: &outer)
                return collector.row(withStepOf: outer)
            }
            collector = MetricCollector()
        }
        MetricFields.read(line, into: &collector)
        return collector.row
    }
}
