/// What a path template's parameters stood for in one request, percent-decoded.
package struct PathCaptures: Sendable, Equatable {
    private let names: [String]
    /// The head of the request, or what stands for it.
    private let bytes: [UInt8]
    private let places: Places

    /// Where each parameter's segment stands; at most four, which no template of ours exceeds.
    struct Places: Sendable {
        private var bounds: [8 of UInt32] = .init(repeating: 0)
        private(set) var count = 0

        static let limit = 4

        subscript(index: Int) -> Range<Int> { Int(bounds[2 * index])..<Int(bounds[2 * index + 1]) }

        mutating func append(_ range: Range<Int>) {
            bounds[2 * count] = UInt32(range.lowerBound)
            bounds[2 * count + 1] = UInt32(range.upperBound)
            count += 1
        }

        mutating func removeLast() { count -= 1 }
    }

    package init() {
        self.init(names: [], bytes: [], places: Places())
    }

    /// - Precondition: as many places as names; each holds valid percent-encoding.
    init(names: [String], bytes: [UInt8], places: Places) {
        precondition(names.count == places.count, "each capture has a name and a value")
        self.names = names
        self.bytes = bytes
        self.places = places
    }

    /// nil when the template has no such parameter.
    package subscript(name: String) -> String? {
        for index in 0..<places.count where names[index] == name { return value(index) }
        return nil
    }

    package static func == (left: PathCaptures, right: PathCaptures) -> Bool {
        left.names == right.names && left.names.indices.allSatisfy { left.value($0) == right.value($0) }
    }

    private func value(_ index: Int) -> String {
        let text = String(decoding: bytes[places[index]], as: UTF8.self)
        return PercentCoding.decode(Substring(text)) ?? text
    }
}
