/// GPUs of a job, by an nvidia-smi that is a script: what it says, and what happens when it hangs.
import Glibc
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("GPUs of a job") struct GPUTests {
    private func job(_ script: String, nvidia: String) throws -> SupervisedJob {
        let folder = try TemporaryDirectory()
        try folder.write("#!/bin/sh\ncd \(folder.path)\n\(nvidia)\n", to: "bin/nvidia-smi")
        let job = try SupervisedJob(["/bin/bash", "-c", script], folder: folder, gpus: ["GPU-1", "GPU-2"])
        let path = "PATH=\(folder.path)/bin:" + (Environment["PATH"] ?? "/usr/bin:/bin")
        return try job.start(environment: Environment.all.filter { !$0.hasPrefix("PATH=") } + [path])
    }

    @Test
    func `the receipt has the memory of the job's GPUs before and after, usage.csv that of its processes`()
        throws
    {
        let job = try job(
            "until [ -s asked ]; do :; done; echo $$ > pid; echo ready; read < go",
            nvidia: """
                case "$1" in
                *compute-apps*) [ -s pid ] && echo "$(cat pid), GPU-1, 300"; echo "1, GPU-2, 77" ;;
                *) echo x >> asked; n=$(wc -l < asked)
                   echo "GPU-1, $((n * 100)), 30"; echo "GPU-2, 5, 40"; echo "GPU-3, 1, 1" ;;
                esac
                """)
        mkfifo(job.folder.path + "/go", 0o600)
        try job.waitFor("ready")
        let pid = try job.processes().main.pid
        try eventually("a row with the process") {
            let bytes = try FileSystem.contents(job.attempt.usage) ?? []
            return String(decoding: bytes, as: UTF8.self).contains(",300,35,\(pid)@GPU-1:300\n")
        }
        try job.folder.poke("go")
        _ = try job.end()
        let receipt = try job.receipt()
        #expect(receipt.gpus.map(\.uuid) == ["GPU-1", "GPU-2"])
        #expect(receipt.gpus[0].before == 100)
        #expect(try #require(receipt.gpus[0].after) > 100)
        #expect(receipt.gpus[1] == .init(uuid: "GPU-2", before: 5, after: 5))
        #expect(!receipt.processes.contains { $0.command == "nvidia-smi" })
    }

    @Test func `an nvidia-smi that hangs costs a moment, not the job`() throws {
        let job = try job("exit 3", nvidia: "echo $$ >> hung; exec sleep 1000")
        let exit = try job.end()
        #expect(exit.main == .exit(code: 3))
        #expect(exit.goneAt - (exit.endedAt ?? 0) < 4_000, "the tree was gone long before")
        #expect(
            try job.receipt().gpus == ["GPU-1", "GPU-2"].map { .init(uuid: $0, before: nil, after: nil) })
        let hung = try job.folder.read("hung")?.split(separator: "\n").compactMap { Int32($0) } ?? []
        try eventually("it is killed") { hung.allSatisfy { ProcessTable.entry(of: $0)?.isDead ?? true } }
    }
}
