/// What is told of a repository, and that it is only asked.
import JobAPI
import Linux
import TestSupport
import Testing

@testable import Provenance

@Suite struct GitReaderTests {
    private func git(_ arguments: String..., in folder: TemporaryDirectory) throws {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"]
        let program = try RunningProgram(
            "git", identity + ["-C", folder.path + "/repo"] + arguments,
            environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(folder.path)"],
            output: folder.path + "/git.out")
        #expect(try program.wait().code == 0, "\(program.output())")
    }

    private func repository() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.write("one\ntwo\n", to: "repo/train.py")
        try folder.write("x", to: "repo/gone.py")
        try git("init", "-q", "-b", "work", in: folder)
        try git("add", ".", in: folder)
        try git("commit", "-q", "-m", "first", in: folder)
        return folder
    }

    private func state(_ folder: TemporaryDirectory, inner: String = "") throws -> GitState? {
        try #require(GitReader(folder: folder.path + "/repo" + inner)).state()
    }

    @Test func `a clean work tree is its commit and branch, whatever jobs left in it`() throws {
        let folder = try repository()
        try folder.write("result", to: "repo/.anana-results/jobs/x")
        let state = try #require(try state(folder))
        #expect(state.commit?.count == 40 && state.branch == "work" && !state.dirty && state.files == [])
        #expect(state.changed == 0 && state.untracked == 0 && state.insertions == 0 && state.deletions == 0)
    }

    @Test func `changes are counted and named, also those beside the project's folder`() throws {
        let folder = try repository()
        try folder.write("one\nthree\nfour\n", to: "repo/train.py")
        try FileSystem.remove(folder.path + "/repo/gone.py")
        try folder.write("new", to: "repo/new\nfile")
        try FileSystem.makeDirectories(folder.path + "/repo/project")
        let state = try #require(try state(folder, inner: "/project"))
        #expect(state.dirty && state.changed == 2 && state.untracked == 1)
        #expect(state.insertions == 2 && state.deletions == 2)
        #expect(
            state.files == [
                GitFile(path: "gone.py", status: " D"), GitFile(path: "train.py", status: " M"),
                GitFile(path: "new\nfile", status: "??"),
            ])
    }

    @Test func `a detached head has no branch, a new repository no commit`() throws {
        let folder = try repository()
        try git("checkout", "-q", "--detach", in: folder)
        let detached = try #require(try state(folder))
        #expect(detached.branch == nil && detached.commit != nil)
        let new = try TemporaryDirectory()
        try new.write("x", to: "repo/a")
        try git("init", "-q", in: new)
        let first = try #require(try state(new))
        #expect(first.commit == nil && first.dirty && first.untracked == 1)
    }

    @Test func `without git, and without a repository, there is nothing`() throws {
        let folder = try TemporaryDirectory()
        #expect(GitReader(folder: folder.path, path: folder.path) == nil)
        #expect(try #require(GitReader(folder: folder.path)).state() == nil)
    }

    @Test func `a git that hangs costs no more than its limit`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("#!/bin/sh\nexec /bin/sleep 1000\n", to: "git")
        let reader = try #require(GitReader(folder: "/", path: folder.path, limit: .milliseconds(200)))
        #expect(reader.state() == nil)
    }

    @Test func `asking changes nothing, and runs nothing that the repository names`() throws {
        let folder = try repository()
        try folder.write("#!/bin/sh\ntouch '\(folder.path)/ran'\n", to: "evil")
        for key in ["core.fsmonitor", "diff.external"] {
            try git("config", key, folder.path + "/evil", in: folder)
        }
        let index = try FileSystem.contents(folder.path + "/repo/.git/index")
        try folder.write("changed\n", to: "repo/train.py")
        #expect(try state(folder)?.changed == 1)
        #expect(!FileSystem.exists(folder.path + "/ran"))
        #expect(try FileSystem.contents(folder.path + "/repo/.git/index") == index)
    }

    @Test func `renamed and conflicting files are one entry each`() throws {
        let text =
            [
                "# branch.oid abc", "# branch.head main",
                "2 R. N... 100644 100644 100644 a b R100 new name", "old name",
                "u UU N... 100644 100644 100644 100644 a b c both.py", "? x",
            ].joined(separator: "\0") + "\0"
        let state = try #require(GitReader.parse(status: text))
        #expect(state.changed == 2 && state.untracked == 1 && state.commit == "abc")
        #expect(state.files.map(\.path) == ["new name", "both.py", "x"])
        #expect(state.files.map(\.status) == ["R ", "UU", "??"])
    }
}
