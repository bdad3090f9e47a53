import Linux
import TestSupport
import Testing

@Suite("AtomicFile") struct AtomicFileTests {
    let folder: TemporaryDirectory
    var path: String { folder.path + "/f.json" }

    init() throws { folder = try TemporaryDirectory() }

    @Test(arguments: [AtomicFile.Durability.none, .file, .fileAndName])
    func `it replaces a file whole and leaves nothing beside it`(durability: AtomicFile.Durability) throws {
        try AtomicFile.replace(path, with: Array("a longer text".utf8), durability: durability)
        try AtomicFile.replace(path, with: Array("new".utf8), durability: durability)
        #expect(try folder.read("f.json") == "new")
        #expect(try FileSystem.list(folder.path) == ["f.json"])
    }

    @Test func `a failure leaves the old file`() throws {
        try AtomicFile.replace(path, with: Array("old".utf8))
        // Not even root can write to a folder as to a file.
        try FileSystem.makeDirectory(path + ".tmp")
        #expect(throws: SystemError.self) { try AtomicFile.replace(path, with: Array("new".utf8)) }
        #expect(try folder.read("f.json") == "old")
    }

    @Test func `a rename that fails takes the unfinished file away`() throws {
        try FileSystem.makeDirectories(path + "/full")
        #expect(throws: SystemError.self) { try AtomicFile.replace(path, with: [1]) }
        #expect(try FileSystem.list(folder.path) == ["f.json"])
    }

    @Test func `the first to create a file wins`() throws {
        try AtomicFile.create(path, with: Array("first".utf8))
        let error = #expect(throws: SystemError.self) {
            try AtomicFile.create(path, with: Array("second".utf8))
        }
        #expect(error?.exists == true)
        #expect(try folder.read("f.json") == "first")
        #expect(try FileSystem.list(folder.path) == ["f.json"])
    }

    @Test func `a reader sees the old file or the new one, whole`() throws {
        let texts = [String(repeating: "a", count: 10), String(repeating: "b", count: 100_000)]
        try AtomicFile.replace(path, with: Array(texts[0].utf8), durability: .none)
        let path = path
        let writer = try Thread.start(name: "writer") {
            for round in 0..<300 {
                try? AtomicFile.replace(path, with: Array(texts[round % 2].utf8), durability: .none)
            }
        }
        for _ in 0..<300 {
            let seen = try #require(try folder.read("f.json"))
            #expect(texts.contains(seen))
        }
        writer.join()
    }
}
