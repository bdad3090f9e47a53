import TestSupport
/// A folder held open: names in pages, and paths that can't lead out of it.
import Testing

@testable import Linux

@Suite struct DirectoryTests {
    @Test func `names come in the order of their bytes, after the last one`() throws {
        let folder = try TemporaryDirectory()
        for name in ["b", "a", "B", "é", "c"] { try folder.write("", to: name) }
        let directory = try Directory(folder.path)
        func names(after last: String?, _ limit: Int) throws -> [String] {
            try directory.names(after: last.map { Array($0.utf8) }, limit: limit)
                .map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(try names(after: nil, 2) == ["B", "a"])
        #expect(try names(after: "a", 2) == ["b", "c"])
        #expect(try names(after: "c", 2) == ["é"])
        #expect(try names(after: "é", 2) == [])
    }

    @Test func `a path over a link out of the folder is refused, one that stays beneath is not`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("x", to: "in/a/b")
        try FileSystem.link(folder.path + "/in/inner", to: "a")
        try FileSystem.link(folder.path + "/in/outer", to: "..")
        let directory = try Directory(folder.path + "/in")
        #expect(try directory.file(Array("inner/b".utf8), over: .beneath).contents() == Array("x".utf8))
        for (path, links) in [
            ("outer/in/a/b", Directory.Links.beneath), ("../in/a/b", .beneath), ("inner/b", .none),
            ("/etc/passwd", .beneath),
        ] {
            let error = #expect(throws: SystemError.self, "\(path)") {
                _ = try directory.file(Array(path.utf8), over: links).status()
            }
            #expect(error?.leadsOutside == true, "\(path)")
        }
    }

    @Test func `without openat2 a path is opened name by name, over no link`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("x", to: "a/b/c")
        try FileSystem.link(folder.path + "/a/link", to: "b")
        let directory = try Directory(folder.path)
        #expect(try directory.openStepwise(Array("a/b/c".utf8), 0).contents() == Array("x".utf8))
        for path in ["a/link/c", "a/../../x"] {
            #expect(throws: SystemError.self, "\(path)") {
                _ = try directory.openStepwise(Array(path.utf8), 0).status()
            }
        }
    }
}
