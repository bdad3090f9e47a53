/// Archives as the system's tar reads them.
import Linux
import Synchronization
import TestSupport
import Testing

@testable import Results

@Suite struct TarTests {
    /// The archive of `folder`, in pieces of that size.
    private func archive(_ folder: String, piece: Int = 4096) throws -> [UInt8] {
        var producer = TarProducer(try Directory(folder), prefix: Array("job".utf8))
        var bytes: [UInt8] = []
        while true {
            let next = producer.next(piece)
            if next.isEmpty { return bytes }
            bytes += next
        }
    }

    private func run(_ program: String, _ arguments: [String], in folder: TemporaryDirectory) throws -> String
    {
        let output = folder.path + "/output-\(UInt64.random(in: 0...(.max)))"
        let program = try RunningProgram(program, arguments, output: output)
        let status = try program.wait()
        #expect(status.code == 0, "\(program.output())")
        return program.output()
    }

    /// Unpacks with the system's tar.
    private func unpack(_ bytes: [UInt8], in folder: TemporaryDirectory) throws -> String {
        try AtomicFile.replace(folder.path + "/a.tar", with: bytes, durability: .none)
        try FileSystem.makeDirectories(folder.path + "/out")
        let said = try run("tar", ["-C", folder.path + "/out", "-xpf", folder.path + "/a.tar"], in: folder)
        #expect(said == "")
        return folder.path + "/out/job"
    }

    @Test(arguments: [1, 511, 512, 4096, 1 << 20])
    func `what is unpacked is what was packed, in pieces of any size`(piece: Int) throws {
        let folder = try TemporaryDirectory()
        let long = String(repeating: "a long name ", count: 20)
        let source = folder.path + "/source"
        for (name, size) in [
            ("empty", 0), ("block", 512), ("odd", 1000), ("deep/er/still", 70_000), ("Größe/ü\nb", 3),
            ("line\nbreak", 5), (long, 10), (long + "/" + long, 20), ("-rf", 1), ("日本", 7),
        ] {
            // What is a folder elsewhere can't be a file, too.
            let name = name == long ? name + ".txt" : name
            try folder.write(String(repeating: "x\n", count: (size + 1) / 2), to: "source/" + name)
        }
        try FileSystem.makeDirectories(source + "/nothing/in/here")
        try FileSystem.link(source + "/link", to: "deep/er")
        try FileSystem.link(source + "/far", to: "/no/where/" + String(repeating: "x", count: 200))
        let out = try unpack(try archive(source, piece: piece), in: folder)
        #expect(try run("diff", ["-r", "--no-dereference", source, out], in: folder) == "")
    }

    @Test func `modes and times are kept`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("#!/bin/sh", to: "source/run")
        let out = try unpack(try archive(folder.path + "/source"), in: folder)
        let (before, after) = (
            try FileSystem.status(folder.path + "/source/run"), try FileSystem.status(out + "/run")
        )
        #expect(before?.permissions == 0o755 && after?.permissions == 0o755)
        #expect((before?.modified ?? 0) / 1_000_000_000 == (after?.modified ?? 1) / 1_000_000_000)
    }

    @Test func `a sparse file of 9 GB is promised whole, and memory does not grow with it`() throws {
        let folder = try TemporaryDirectory()
        let size: UInt64 = 9 << 30
        try FileDescriptor.open(folder.path + "/big", [.write, .create]).truncate(to: size)
        var producer = TarProducer(try Directory(folder.path), prefix: Array("job".utf8))
        let first = producer.next(4096)
        #expect(first.count <= 4096 + 2 * 512)
        #expect(String(decoding: first, as: UTF8.self).contains(" size=\(size)\n"))
    }

    @Test func `sockets, FIFOs and files that nobody may read do not break it`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("here", to: "source/a")
        try Pipe.makeFIFO(folder.path + "/source/fifo")
        let out = try unpack(try archive(folder.path + "/source"), in: folder)
        #expect(try FileSystem.list(out) == ["a"])
    }

    @Test func `a file that becomes shorter is filled up and named, and the rest is whole`() throws {
        let folder = try TemporaryDirectory()
        try folder.write(String(repeating: "a", count: 100_000), to: "source/a")
        try folder.write("rest", to: "source/b")
        var producer = TarProducer(try Directory(folder.path + "/source"), prefix: Array("job".utf8))
        var bytes = producer.next(1024)
        try folder.write("cut", to: "source/a")
        while true {
            let next = producer.next(4096)
            if next.isEmpty { break }
            bytes += next
        }
        let out = try unpack(bytes, in: folder)
        #expect(try FileSystem.status(out + "/a")?.size == 100_000)
        #expect(try FileSystem.contents(out + "/b") == Array("rest".utf8))
        let note = String(decoding: try FileSystem.contents(out + "/INCOMPLETE.txt") ?? [], as: UTF8.self)
        #expect(note.hasPrefix("a: became shorter"), "\(note)")
    }

    @Test func `a file that vanishes before its turn is left out`() throws {
        let folder = try TemporaryDirectory()
        for name in ["a", "b", "c"] { try folder.write("x", to: "source/" + name) }
        var producer = TarProducer(try Directory(folder.path + "/source"), prefix: Array("job".utf8))
        var bytes = producer.next(1)
        try FileSystem.remove(folder.path + "/source/b")
        while true {
            let next = producer.next(4096)
            if next.isEmpty { break }
            bytes += next
        }
        #expect(try FileSystem.list(try unpack(bytes, in: folder)) == ["a", "c"])
    }

    @Test func `Python reads it, too`() throws {
        let folder = try TemporaryDirectory()
        let name = String(repeating: "ä", count: 120)
        try folder.write("x", to: "source/" + name)
        try AtomicFile.replace(
            folder.path + "/a.tar", with: try archive(folder.path + "/source"), durability: .none)
        let script = "import tarfile, sys; print([m.name for m in tarfile.open(sys.argv[1])])"
        let said = try run("python3", ["-c", script, folder.path + "/a.tar"], in: folder)
        #expect(said == "['job/\(name)']\n")
    }
}
