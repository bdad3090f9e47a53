/// What is recorded of a start: in the background, in two steps, and never a reason to fail.
import JobAPI
import Linux
import Synchronization
import TestSupport
import Testing

@testable import Provenance

@Suite struct ProvenanceRecorderTests {
    private func record(
        _ command: [String], in folder: TemporaryDirectory, environment: [String: String] = [:]
    ) throws -> ProvenanceRecord {
        let recorder = try ProvenanceRecorder(project: folder.path, gpus: { nil }) { Issue.record("\($0)") }
        let file = folder.path + "/provenance.json"
        recorder.record(.init(job: "j", command: command, environment: environment, file: file))
        return try eventually("the record") {
            guard let record = try ProvenanceRecord.read(file), record.complete else { return nil }
            return record
        }
    }

    /// A stand-in that answers as Python does, and counts how often its packages are asked for.
    private func fakePython(in folder: TemporaryDirectory, pip: String) throws -> String {
        try FileSystem.makeDirectories(folder.path + "/lib/site-packages")
        return try folder.write(
            """
            #!/bin/sh
            case "$1 $2" in
            "-c import importlib"*) exit 1 ;; # an old one, without it
            -c*)
                printf '3.9.1\\ncpython\\n/x/python\\n/x\\n\(folder.path)/lib/site-packages\\n'
                exit ;;
            esac
            echo asked >> '\(folder.path)/asked'
            \(pip)

            """, to: "bin/python3")
    }

    @Test func `a Python command has its version and its packages`() throws {
        let folder = try TemporaryDirectory()
        let record = try record(["python3", "train.py"], in: folder)
        let python = try #require(record.python)
        #expect(python.version.hasPrefix("3.") && python.implementation == "cpython")
        #expect(python.executable.hasPrefix("/") && python.prefix.hasPrefix("/"))
        #expect(record.git == nil && record.notes.count == 1 && record.packages != nil)
        #expect(record.host == HostFacts.read())
    }

    @Test func `the interpreter is that of the job's own PATH`() throws {
        let folder = try TemporaryDirectory()
        _ = try fakePython(in: folder, pip: "echo torch==2.5.1; echo numpy==2.0.0")
        let record = try record(["python3", "x.py"], in: folder, environment: ["PATH": folder.path + "/bin"])
        #expect(record.python?.version == "3.9.1" && record.packages == ["torch==2.5.1", "numpy==2.0.0"])
    }

    @Test func `packages are asked for again only where something was installed`() throws {
        let folder = try TemporaryDirectory()
        let python = Interpreter(path: try fakePython(in: folder, pip: "echo a==1"))
        let reader = PythonReader()
        func packages() throws -> [String]? {
            let answer = try #require(reader.ask(python, within: .seconds(30)))
            return reader.packages(python, answer, within: .seconds(30))
        }
        for _ in 0..<3 { #expect(try packages() == ["a==1"]) }
        #expect(try folder.read("asked") == "asked\n")
        try folder.write("", to: "lib/site-packages/new.py")
        #expect(try packages() == ["a==1"])
        #expect(try folder.read("asked") == "asked\nasked\n")
    }

    @Test func `no Python and no answer are notes`() throws {
        let folder = try TemporaryDirectory()
        let shell = try record(["/bin/bash", "-c", "true"], in: folder)
        #expect(shell.python == nil && shell.packages == nil && shell.notes.count == 2)
        try folder.write("#!/bin/sh\nexit 1\n", to: "bin/python3")
        let broken = try record([folder.path + "/bin/python3"], in: try TemporaryDirectory())
        #expect(broken.python == nil && broken.notes.last?.contains("did not say its version") == true)
    }

    @Test func `a folder that is gone with its job is no trouble`() throws {
        let folder = try TemporaryDirectory()
        let recorder = try ProvenanceRecorder(project: folder.path, gpus: { nil }) { Issue.record("\($0)") }
        recorder.record(.init(job: "a", command: ["x"], environment: [:], file: folder.path + "/gone/p.json"))
        recorder.record(.init(job: "b", command: ["x"], environment: [:], file: folder.path + "/p.json"))
        try eventually("the second") { try ProvenanceRecord.read(folder.path + "/p.json")?.complete == true }
        #expect(!FileSystem.exists(folder.path + "/gone"))
    }

    @Test(
        arguments: [
            (["python3", "x"], "python3"), (["/usr/bin/env", "python3"], "python3"),
            (["torchrun", "x"], "python3"), (["./run.py"], "python3"), (["bash"], nil), (["missing"], nil),
            ([], nil),
            (["tool"], nil),
        ] as [([String], String?)])
    func `the interpreter is found behind env and the first line of a script`(
        command: [String], expected: String?
    ) throws {
        let folder = try TemporaryDirectory()
        for name in ["python3", "bash"] { try folder.write("\u{7F}ELF", to: "bin/" + name) }
        try folder.write("#!\(folder.path)/bin/python3\n", to: "bin/torchrun")
        try folder.write("#!/usr/bin/env python3\n", to: "run.py")
        try folder.write("#!/bin/sh\n", to: "bin/tool")
        let found = Interpreter.find(command, in: folder.path, searchPath: folder.path + "/bin")
        #expect(found?.path == expected.map { folder.path + "/bin/" + $0 })
    }
}
