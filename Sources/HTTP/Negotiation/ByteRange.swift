/// The `Range` field: which part of a representation is asked for (RFC 9110 section 14.2).
package enum ByteRange: Sendable, Equatable {
    /// No range, several, or none that we understand: the whole is sent, which is always allowed.
    case whole
    /// Not empty, within the size.
    case part(Range<Int64>)
    case unsatisfiable

    /// - Parameters:
    ///   - value: of `Range`; nil when the field is absent.
    ///   - size: of the whole representation in bytes.
    package init(_ value: String?, size: Int64) {
        guard let value, let equals = value.firstIndex(of: "="), value[..<equals].lowercased() == "bytes"
        else {
            self = .whole
            return
        }
        let specs = value[value.index(after: equals)...].split(
            separator: ",", omittingEmptySubsequences: false)
        guard specs.count == 1 else {
            self = .whole
            return
        }
        let ends = Fields.trimmed(specs[0]).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else {
            self = .whole
            return
        }
        self = ByteRange.resolve(first: ends[0], last: ends[1], size: size)
    }

    private static func resolve(first: Substring, last: Substring, size: Int64) -> ByteRange {
        if first.isEmpty {
            guard let count = number(last) else { return .whole }
            guard count > 0, size > 0 else { return .unsatisfiable }
            return .part(max(0, size - count)..<size)
        }
        guard let start = number(first) else { return .whole }
        guard let end = last.isEmpty ? Int64.max - 1 : number(last), end >= start else { return .whole }
        guard start < size else { return .unsatisfiable }
        return .part(start..<min(end + 1, size))
    }

    /// Digits only; what does not fit is as good as infinite.
    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return min(Int64(text) ?? .max, .max - 1)
    }
}
