/// A folder of its own for one test, removed with all in it when the test ends.
internal import Glibc
internal import Linux

package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/anana-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // A test that made it unreadable on purpose leaves it behind; the next run has a name of its own.
        try? FileSystem.removeTree(path)
    }

    /// Writes a file below the folder; folders on the way are made.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        let file = path + "/" + name
        if let slash = file.lastIndex(of: "/") { try FileSystem.makeDirectories(String(file[..<slash])) }
        let descriptor = try FileDescriptor.open(file, [.write, .create, .truncate], permissions: 0o755)
        try descriptor.writeAll(Array(text.utf8))
        return file
    }

    package func read(_ name: String) throws -> String? {
        try FileSystem.contents(path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }
}
