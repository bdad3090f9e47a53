/// An answer that is an error, as `application/problem+json` (RFC 9457). Handlers throw it.
package import HTTP

package struct ProblemError: Error, Sendable, Equatable {
    package var problem: Problem
    /// What the status asks for besides: `Allow`, `Retry-After`.
    package var fields: Fields

    /// - Parameter status: 400...599. Its phrase is the title: `about:blank` means no more than the status
    /// says.
    package init(
        _ status: Status, detail: String? = nil, errors: [FieldError] = [], fields: Fields = Fields()
    ) {
        problem = Problem(
            type: "about:blank", title: status.reason, status: status.code, detail: detail,
            errors: errors.isEmpty ? nil : errors)
        self.fields = fields
    }

    package var response: Response {
        var fields = fields
        fields.set(.contentType, MediaType.problem.description)
        return Response(status: Status(problem.status), fields: fields, body: .bytes(problem.encoded()))
    }
}
