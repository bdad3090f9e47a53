// A folder for a bundle inside a folder of its own, gone when the test ends.
import Glibc
import Linux

final class BundleFolder: Sendable {
    private let outer: String
    let path: String

    init() throws {
        var template = Array("/tmp/anana-bundle-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp") }
        outer = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = outer + "/static"
        try FileSystem.makeDirectories(path)
    }

    deinit {
        // A folder that can't be removed stays in /tmp; the next test has another.
        try? FileSystem.removeTree(outer)
    }

    func write(_ text: String, to name: String) throws {
        let file = path + "/" + name
        if let slash = file.lastIndex(of: "/") { try FileSystem.makeDirectories(String(file[..<slash])) }
        try FileDescriptor.open(file, [.write, .create, .truncate]).writeAll(Array(text.utf8))
    }

    func link(_ target: String, at name: String) throws {
        guard symlink(target, path + "/" + name) == 0 else { throw SystemError.last("symlink") }
    }
}
