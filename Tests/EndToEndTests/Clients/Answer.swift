/// A whole response as a test looks at it.
import HTTP
import JSON

struct Answer: CustomStringConvertible {
    let head: ResponseHead
    let body: [UInt8]

    var status: Int { head.status.code }
    var fields: Fields { head.fields }
    var text: String { String(decoding: body, as: UTF8.self) }
    /// `null` for a body that is not JSON.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    var isProblem: Bool {
        fields[.contentType] == "application/problem+json" && json["status"]?.integerValue == Int64(status)
            && json["title"]?.stringValue?.isEmpty == false
    }

    /// The pointers of a problem's errors.
    var pointers: [String] { json["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? [] }

    var description: String { "\(head.status) \(head.fields)\n\(text)" }
}
