/// The `Range` field: which parts of a representation are asked for (RFC 9110 section 14.2).
package enum ByteRange: Sendable, Equatable {
    /// No range, none that we understand, or more than is reasonable: the whole is sent, which is always
    /// allowed.
    case whole
    /// Not empty, within the size.
    case part(Range<Int64>)
    /// At least two, in the order asked for, none overlapping another.
    case parts([Range<Int64>])
    case unsatisfiable

    /// Who asks for more at once wants to make us work, not to read (section 14.2).
    private static let limit = 16

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
        guard specs.count <= ByteRange.limit else {
            self = .whole
            return
        }
        let all = specs.map { ByteRange(spec: Fields.trimmed($0), size: size) }
        self = all.contains(.whole) ? .whole : ByteRange(all)
    }

    /// Ranges that can't be had are left out of those that can.
    private init(_ all: [ByteRange]) {
        let ranges = all.compactMap { range in
            if case .part(let range) = range { range } else { nil }
        }
        switch ranges.count {
        case 0: self = .unsatisfiable
        case 1: self = .part(ranges[0])
        default:
            let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
            let overlap = zip(sorted, sorted.dropFirst()).contains { $0.upperBound > $1.lowerBound }
            self = overlap ? .whole : .parts(ranges)
        }
    }

    private init(spec: Substring, size: Int64) {
        let ends = spec.split(separator: "-", omittingEmptySubsequences: false)
        self = ends.count == 2 ? ByteRange.resolve(first: ends[0], last: ends[1], size: size) : .whole
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
