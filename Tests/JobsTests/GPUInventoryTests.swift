@testable import Jobs
import Linux
import TestSupport
import Testing

@Suite("GPUInventory") struct GPUInventoryTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func detect(_ script: String, visible: String? = nil, limit: Duration = .seconds(30)) throws
        -> [String]
    {
        let program = try folder.write("#!/bin/sh\n" + script, to: "nvidia-smi")
        return GPUInventory.detect(program: program, visible: visible, limit: limit)
    }

    @Test func `the program's list is taken, in its order, and what is no GPU left out`() throws {
        let script = """
            [ "$1 $2" = "--query-gpu=index,uuid --format=csv,noheader" ] || exit 2
            printf '0, GPU-aaaa\\n1, GPU-bbbb\\nNo devices were found\\n\\n2, MIG-c\\nx, GPU-d\\n'
            """
        #expect(try detect(script) == ["GPU-aaaa", "GPU-bbbb"])
    }

    @Test(arguments: ["exit 9", "echo '0, GPU-a'; exit 1", "echo '0, GPU-a'; kill -9 $$"])
    func `a program that fails has found none`(script: String) throws {
        #expect(try detect(script) == [])
    }

    @Test func `no program is no GPU`() {
        #expect(GPUInventory.detect(program: "/no/such/nvidia-smi", visible: nil) == [])
    }

    @Test func `one that hangs is ended, and has found none`() throws {
        let script = "echo $$ > \(folder.path)/pid; echo '0, GPU-a'; exec sleep 1000"
        #expect(try detect(script, limit: .milliseconds(200)) == [])
        let pid = try #require(try folder.read("pid").flatMap { Int32($0.dropLast()) })
        try eventually("it is dead") { ProcessTable.entry(of: pid)?.isDead ?? true }
        _ = ChildProcess.reap(pid)
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
