import Linux
import TestSupport
import Testing

@Suite("FileWatch") struct FileWatchTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func append(_ text: String, to name: String) throws {
        try FileDescriptor.open(folder.path + "/" + name, [.write, .create, .append]).writeAll(
            Array(text.utf8))
    }

    @Test func `a file that grows is told, and only that one`() throws {
        let loop = try EventLoop()
        let files = try FileWatch(on: loop)
        for name in ["a", "b"] { try folder.write("", to: name) }
        var calls: [String: Int] = [:]
        for name in ["a", "b"] {
            _ = try files.add(file: folder.path + "/" + name) { calls[name, default: 0] += 1 }
        }
        try append("x", to: "a")
        try loop.run(until: "a call") { !calls.isEmpty }
        #expect(calls.keys.sorted() == ["a"])
    }

    @Test func `a change during the rest after another is told as well`() throws {
        let loop = try EventLoop()
        let files = try FileWatch(on: loop, rest: .milliseconds(5))
        try folder.write("", to: "a")
        var calls = 0
        _ = try files.add(file: folder.path + "/a") { calls += 1 }
        for expected in 1...3 {
            try append("x", to: "a")
            try loop.run(until: "call \(expected)") { calls >= expected }
        }
    }

    @Test func `a name that comes, goes or is replaced in a folder is told`() throws {
        let loop = try EventLoop()
        let files = try FileWatch(on: loop)
        var calls = 0
        _ = try files.add(directory: folder.path) { calls += 1 }
        let steps: [() throws -> Void] = [
            { try self.append("", to: "a") }, { try AtomicFile.replace(folder.path + "/a", with: [1]) },
            { try FileSystem.remove(folder.path + "/a") }
        ]
        for step in steps {
            calls = 0
            try step()
            try loop.run(until: "a call") { calls > 0 }
        }
    }

    @Test func `who is removed is not called, also for a change of before`() throws {
        let loop = try EventLoop()
        let files = try FileWatch(on: loop)
        for name in ["a", "b"] { try folder.write("", to: name) }
        var calls: [String] = []
        let token = try files.add(file: folder.path + "/a") { calls.append("a") }
        _ = try files.add(file: folder.path + "/b") { calls.append("b") }
        try append("x", to: "a")
        files.remove(token)
        try append("x", to: "b")
        try loop.run(until: "a call") { !calls.isEmpty }
        #expect(calls == ["b"])
    }

    @Test func `a handler may remove others of the same turn`() throws {
        let loop = try EventLoop()
        let files = try FileWatch(on: loop)
        var calls = 0
        var tokens: [FileWatch.Token] = []
        for name in ["a", "b"] {
            try folder.write("", to: name)
            tokens.append(
                try files.add(file: folder.path + "/" + name) {
                    calls += 1
                    for token in tokens { files.remove(token) }
                })
        }
        for name in ["a", "b"] { try append("x", to: name) }
        try loop.run(until: "a call") { calls > 0 }
        #expect(calls == 1)
    }

    @Test func `more changes than the kernel keeps are a change of every file`() throws {
        let loop = try EventLoop()
        let files = try FileWatch(on: loop)
        var called: Set<String> = []
        for name in ["a", "b", "last"] {
            try folder.write("", to: name)
            _ = try files.add(file: folder.path + "/" + name) { called.insert(name) }
        }
        let writers = try ["a", "b"].map { Held(try FileDescriptor.open(folder.path + "/" + $0, .write)) }
        let limit = try FileSystem.contents("/proc/sys/fs/inotify/max_queued_events") ?? []
        let room = try #require(Int(String(decoding: limit, as: UTF8.self).filter(\.isNumber)))
        // Equal changes in a row are one: these are not.
        for _ in 0...room / 2 { for writer in writers { try writer.value.writeAll([1]) } }
        try append("x", to: "last")
        try loop.run(until: "all are called") { called == ["a", "b", "last"] }
    }

    @Test func `what is not there can't be watched`() throws {
        let files = try FileWatch(on: try EventLoop())
        let error = #expect(throws: SystemError.self) { try files.add(file: folder.path + "/none") {} }
        #expect(error?.isMissing == true)
    }
}
