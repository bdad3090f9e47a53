/// What a path template's parameters stood for in one request, percent-decoded.
package struct PathCaptures: Sendable, Equatable {
    private let names: [String]
    private let values: [String]

    /// - Precondition: as many values as names.
    package init(names: [String] = [], values: [String] = []) {
        precondition(names.count == values.count, "each capture has a name and a value")
        self.names = names
        self.values = values
    }

    /// nil when the template has no such parameter.
    package subscript(name: String) -> String? {
        names.firstIndex(of: name).map { values[$0] }
    }
}
