/// Why a folder cannot be served: one readable text for whoever started the server.
internal import Glibc
package import YAML

package enum ProjectError: Error, Equatable, Sendable, CustomStringConvertible {
    case notAFolder(path: String)
    /// Neither an anana.yaml nor a train.py.
    case nothingToRun(folder: String)
    /// - Parameter code: errno.
    case unreadable(path: String, code: Int32)
    case tooLarge(path: String, limit: Int)
    /// Every mistake in anana.yaml, in the order of their places; never none.
    case invalid([Diagnostic])

    /// One line, but for several diagnostics: those have a line each.
    package var description: String {
        switch self {
        case .notAFolder(let path): "\(path): no such folder"
        case .nothingToRun(let folder): "\(folder): nothing to run here: neither an anana.yaml nor a train.py"
        case .unreadable(let path, let code): "\(path): cannot be read: \(errorText(code))"
        case .tooLarge(let path, let limit): "\(path): larger than \(limit) bytes"
        case .invalid(let diagnostics): diagnostics.map(\.description).joined(separator: "\n")
        }
    }
}

/// The C library's words for an errno.
private func errorText(_ code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
}
