/// Which artifacts can be opened, and that what was opened stays what it was.
import Linux
import TestSupport
import Testing

@testable import Results

@Suite struct ArtifactFileTests {
    private func failure(_ path: String, in folder: TemporaryDirectory) -> ArtifactFile.Failure? {
        guard let path = ArtifactPath(path) else { return nil }
        do throws(ArtifactFile.Failure) {
            _ = try ArtifactFile(path, in: folder.path)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a link is followed as long as it stays beneath`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("best", to: "art/epoch3/model")
        try folder.write("secret", to: "secret")
        let art = folder.path + "/art"
        try FileSystem.link(art + "/last", to: "epoch3")
        try FileSystem.link(art + "/out", to: "../secret")
        try FileSystem.link(art + "/absolute", to: folder.path + "/secret")
        try FileSystem.link(art + "/proc", to: "/proc/self/environ")
        let path = try #require(ArtifactPath("last/model"))
        #expect(try ArtifactFile(path, in: art).status.size == 4)
        for name in ["out", "absolute", "proc"] {
            let path = try #require(ArtifactPath(name))
            #expect(throws: ArtifactFile.Failure.outside, "\(name)") { try ArtifactFile(path, in: art) }
        }
    }

    @Test func `a folder, a FIFO and nothing are no files, at once`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("", to: "folder/x")
        try Pipe.makeFIFO(folder.path + "/fifo")
        #expect(failure("folder", in: folder) == .notAFile(.directory))
        #expect(failure("fifo", in: folder) == .notAFile(.fifo))
        #expect(failure("gone", in: folder) == .missing)
        #expect(failure("folder/x/y", in: folder) == .missing)
    }

    @Test func `what was opened is sent, though its name is gone or another's`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("first", to: "model")
        let file = try ArtifactFile(try #require(ArtifactPath("model")), in: folder.path)
        try folder.write("second!", to: "new")
        try FileSystem.rename(folder.path + "/new", to: folder.path + "/model")
        #expect(try FileSystem.contents(file.path) == Array("first".utf8))
        try FileSystem.remove(folder.path + "/model")
        #expect(try FileSystem.contents(file.path) == Array("first".utf8))
    }
}
