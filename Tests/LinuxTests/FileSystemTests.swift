import Glibc
import Linux
import TestSupport
import Testing

@Suite("FileSystem") struct FileSystemTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func `folders are made with those above them, and twice is fine`() throws {
        try FileSystem.makeDirectories(folder.path + "/a/b/c")
        try FileSystem.makeDirectories(folder.path + "/a/b/c")
        #expect(try FileSystem.status(folder.path + "/a/b/c")?.kind == .directory)
    }

    @Test func `a file in the way is an error`() throws {
        try folder.write("", to: "a")
        let error = #expect(throws: SystemError.self) { try FileSystem.makeDirectories(folder.path + "/a/b") }
        #expect(error?.isMissing == true)
    }

    @Test func `names come sorted, without dots, and none where there is no folder`() throws {
        for name in ["b", "a", ".c"] { try folder.write("", to: name) }
        #expect(try FileSystem.list(folder.path) == [".c", "a", "b"])
        #expect(try FileSystem.list(folder.path + "/none") == [])
    }

    @Test func `a tree is removed, but not what a link in it leads to`() throws {
        let other = try TemporaryDirectory()
        try other.write("keep", to: "f")
        try folder.write("", to: "t/a/b")
        symlink(other.path, folder.path + "/t/link")
        try FileSystem.removeTree(folder.path + "/t")
        #expect(!FileSystem.exists(folder.path + "/t"))
        #expect(try other.read("f") == "keep")
        try FileSystem.removeTree(folder.path + "/t")
    }

    @Test func `a rename replaces, or refuses to`() throws {
        try folder.write("a", to: "a")
        try folder.write("b", to: "b")
        let error = #expect(throws: SystemError.self) {
            try FileSystem.renameIfAbsent(folder.path + "/a", to: folder.path + "/b")
        }
        #expect(error?.exists == true)
        try FileSystem.rename(folder.path + "/a", to: folder.path + "/b")
        #expect(try FileSystem.list(folder.path) == ["b"])
        #expect(try folder.read("b") == "a")
    }

    @Test func `what is missing is nil, not an error`() throws {
        #expect(try FileSystem.contents(folder.path + "/none") == nil)
        #expect(try FileSystem.status(folder.path + "/none") == nil)
        #expect(!FileSystem.exists(folder.path + "/none"))
        try FileSystem.remove(folder.path + "/none")
    }

    @Test func `a path is freed of links and dots`() throws {
        try folder.write("", to: "real/f")
        symlink("real", folder.path + "/link")
        #expect(try FileSystem.canonical(folder.path + "/./link/../link/f") == folder.path + "/real/f")
        #expect(try FileSystem.target(ofLink: folder.path + "/link") == "real")
        #expect(throws: SystemError.self) { try FileSystem.target(ofLink: folder.path + "/real") }
    }

    @Test func `kinds are told apart`() throws {
        try folder.write("", to: "file")
        try Pipe.makeFIFO(folder.path + "/fifo")
        let listener = try Socket.listen(on: .path(folder.path + "/socket"))
        let kinds = try ["file", "fifo", "socket", "."].map {
            try FileSystem.status(folder.path + "/" + $0)?.kind
        }
        #expect(kinds == [.file, .fifo, .socket, .directory])
        withExtendedLifetime(listener) {}
    }

    @Test func `a disk has room`() throws {
        #expect(try FileSystem.freeBytes(at: folder.path) > 0)
    }
}
