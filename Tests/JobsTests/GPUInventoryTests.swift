@testable import Jobs
import Linux
import TestSupport
import Testing

@Suite("GPUInventory") struct GPUInventoryTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func detect(
        nvidia: String? = nil, amd: String? = nil, _ variables: [String: String] = [:],
        limit: Duration = .seconds(30)
    ) throws -> GPUInventory {
        var programs = GPUPrograms()
        programs.nvidia = "/no/such/nvidia-smi"
        programs.amd = "/no/such/rocm-smi"
        if let nvidia { programs.nvidia = try folder.write("#!/bin/sh\n" + nvidia, to: "nvidia-smi") }
        if let amd { programs.amd = try folder.write("#!/bin/sh\n" + amd, to: "rocm-smi") }
        return GPUInventory.detect(programs: programs, limit: limit) { variables[$0] }
    }

    @Test func `nvidia-smi's list is taken, in its order, and what is no GPU left out`() throws {
        let script = """
            [ "$1 $2" = "--query-gpu=index,uuid,memory.used,memory.total --format=csv,noheader,nounits" ] || exit 2
            printf '0, GPU-aaaa, 5, 100\\n1, GPU-bbbb, [N/A], [N/A]\\n\\n2, MIG-c\\nx, GPU-d\\n'
            """
        let found = try detect(nvidia: script)
        #expect(found.gpus == ["GPU-aaaa", "GPU-bbbb"])
        #expect(found.maker == .nvidia)
    }

    @Test(arguments: ["exit 9", "echo 'NVIDIA-SMI has failed'; exit 9", "echo No devices were found", "kill -9 $$"])
    func `a program that fails has found none`(script: String) throws {
        #expect(try detect(nvidia: script).gpus == [])
    }

    @Test func `no program is no GPU`() throws {
        #expect(try detect().gpus == [])
    }

    @Test func `one that hangs is ended, and has found none`() throws {
        let script = "echo $$ > \(folder.path)/pid; echo '0, GPU-a'; exec sleep 1000"
        #expect(try detect(nvidia: script, limit: .milliseconds(200)).gpus == [])
        guard let pid = try folder.read("pid").flatMap({ Int32($0.dropLast()) }) else { return }
        try eventually("it is dead") { ProcessTable.entry(of: pid)?.isDead ?? true }
        _ = ChildProcess.reap(pid)
    }

    @Test func `without NVIDIA's, AMD's are taken by their unique ids`() throws {
        let script = """
            [ "$*" = "--showuniqueid --showmeminfo vram --json" ] || exit 2
            echo 'WARNING: AMD GPU device(s) is/are in a low-power state.'
            echo '{"card1": {"Unique ID": "N/A"}, "card0": {"Unique ID": "0x18f1a2b3c4d5e6f"},'
            echo ' "system": {"Driver version": "6"}}'
            """
        let found = try detect(nvidia: "exit 9", amd: script)
        #expect(found.gpus == ["GPU-018f1a2b3c4d5e6f", "1"])
        #expect(found.maker == .amd)
        let restricted = try detect(amd: script, ["ROCR_VISIBLE_DEVICES": "1", "CUDA_VISIBLE_DEVICES": "0"])
        #expect(restricted.gpus == ["1"])
    }

    @Test(
        arguments: [
            (nil, ["GPU-ab", "GPU-ac", "GPU-b"]), ("", []), ("1", ["GPU-ac"]), ("2, 0", ["GPU-b", "GPU-ab"]),
            ("GPU-b", ["GPU-b"]), ("GPU-a", ["GPU-ab"]), ("0,7,1", ["GPU-ab"]), ("-1", []),
            ("0,0", ["GPU-ab"]),
            ("1,NoDevFiles", ["GPU-ac"])
        ] as [(String?, [String])])
    func `case 25: CUDA_VISIBLE_DEVICES restricts the list as CUDA has it`(
        visible: String?, expected: [String]
    ) {
        #expect(GPUInventory.restrict(["GPU-ab", "GPU-ac", "GPU-b"], to: visible) == expected)
    }
}
