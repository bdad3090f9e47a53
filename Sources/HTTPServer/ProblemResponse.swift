/// Errors that the server itself answers, as `application/problem+json` (RFC 9457).
package import HTTP

package enum ProblemResponse {
    /// - Parameter detail: one sentence for a person.
    package static func make(_ status: Status, detail: String, fields: Fields = Fields()) -> Response {
        var fields = fields
        fields.set(.contentType, MediaType.problem.description)
        fields.set(.cacheControl, "no-store")
        var text = #"{"type":"about:blank","title":"#
        append(status.reason, to: &text)
        text += #","status":\#(status.code),"detail":"#
        append(detail, to: &text)
        text += "}\n"
        return Response(status: status, fields: fields, body: .bytes(Array(text.utf8)))
    }

    /// A JSON string (RFC 8259 section 7). The JSON room is not ours to import, and this is all we need of
    /// it.
    private static func append(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{0}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
