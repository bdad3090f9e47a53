/// What is wrong with one field of a request for a job.
package struct Violation: Equatable, Sendable {
    /// JSON pointer into the request (RFC 6901), such as `/parameters/trials`.
    package let pointer: String
    /// What must be and what is: "must be at most 500, is 900".
    package let detail: String

    package init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }

    /// - Parameter path: unescaped names and indexes.
    init(at path: [String], _ detail: String) {
        pointer = path.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
        self.detail = detail
    }
}

/// A request for a job that its template does not allow; all violations at once, never none.
package struct InvalidRequest: Error, Equatable, Sendable {
    package let violations: [Violation]
}
