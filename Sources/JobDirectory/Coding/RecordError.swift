/// Why a record on the disk can't be read.
package import JSON

package enum RecordError: Error, Sendable {
    case notJSON(JSONError)
    case notAnObject
    case missing(field: String)
    /// There, but not of the kind that it must be.
    case wrongKind(field: String)
    /// Written by a newer program.
    case unknownVersion(Int64)
}

extension RecordError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notJSON(let error): "not JSON: \(error)"
        case .notAnObject: "not a JSON object"
        case .missing(let field): "\(field) is missing"
        case .wrongKind(let field): "\(field) is not of the right kind"
        case .unknownVersion(let version): "version \(version) is newer than this program"
        }
    }
}
