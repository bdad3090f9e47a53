/// GPUs that others use, that vanish, that AMD made: nvidia-smi and rocm-smi are scripts.
import JSON
import Linux
import TestSupport
import Testing

@Suite("GPUs that are not ours alone") struct SharedGPUTests {
    /// Says what lies in files beside it.
    private static let nvidia = """
        #!/bin/sh
        cd "${0%/*}"
        case "$1" in
        *compute-apps*) cat others ;;
        *index*) cat gpus ;;
        *) exit 9 ;;
        esac
        """
    private static let amd = """
        #!/bin/sh
        echo '{"card0": {"Unique ID": "0xab", "VRAM Total Used Memory (B)": "1000", "VRAM Total Memory (B)": "9000"},'
        echo ' "card1": {"Unique ID": "0xcd", "VRAM Total Used Memory (B)": "1000", "VRAM Total Memory (B)": "9000"}}'
        """
    private static let yaml = """
        templates:
          run:
            command: [python3, train.py]
            parameters: {flavor: {type: flavor, default: gpu, position: 1}}
        flavors: {cpu: {}, gpu: {gpus: 1}, both: {gpus: 2}}
        """
    private static let script = """
        import os
        for name in ["CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER"]:
            print(name, os.environ.get(name))
        """

    private func with(_ files: [String: String], _ body: (ProjectUnderTest, ServerUnderTest) throws -> Void) throws {
        let common = ["train.py": Self.script, "anana.yaml": Self.yaml]
        try ProjectUnderTest.with(common) { project in
            for (name, text) in files { try project.folder.write(text, to: name) }
            let server = try project.start(path: project.path + "/bin")
            try server.awaitListening()
            try body(project, server)
        }
    }

    private func submit(_ server: ServerUnderTest, _ flavor: String) throws -> String {
        let answer = try server.post("/api/v1/jobs", ["template": "run", "parameters": ["flavor": .string(flavor)]])
        return try #require(answer.json["id"]?.stringValue, "\(answer)")
    }

    /// What the job waits for, once it says `words`.
    private func awaitReason(_ server: ServerUnderTest, _ id: String, _ words: String) throws {
        try eventually("job \(id) waits for \(words)") {
            let reason = try server.job(id)["waiting_for"]
            return reason?["kind"] == "gpu" && reason?["detail"]?.stringValue?.contains(words) == true
        }
    }

    @Test func `a GPU that somebody else computes on is skipped, with his name, until he is gone`() throws {
        let files = [
            "bin/nvidia-smi": Self.nvidia, "bin/gpus": "0, GPU-aa, 2000, 81559\n1, GPU-bb, 0, 81559\n",
            "bin/others": "41, GPU-aa, 1999, python3\n"
        ]
        try with(files) { project, server in
            let single = try submit(server, "gpu")
            #expect(try server.awaitEnd(single)["state"] == "completed")
            #expect(try server.lines(single).first == "CUDA_VISIBLE_DEVICES GPU-bb")
            let both = try submit(server, "both")
            try awaitReason(server, both, "GPU-aa is used by others: python3 (pid 41, 1999 MiB)")
            #expect(try server.job(both)["estimated_start"] == .null)
            // The machine can be served meanwhile.
            let none = try submit(server, "cpu")
            #expect(try server.awaitEnd(none)["state"] == "completed")
            try FileSystem.remove(project.path + "/bin/others")
            try project.folder.write("0, GPU-aa, 0, 81559\n1, GPU-bb, 0, 81559\n", to: "bin/gpus")
            #expect(try server.awaitEnd(both)["state"] == "completed")
            #expect(try server.lines(both).first == "CUDA_VISIBLE_DEVICES GPU-aa,GPU-bb")
        }
    }

    @Test func `a GPU that has vanished is waited for, and nothing is lost`() throws {
        let files = ["bin/nvidia-smi": Self.nvidia, "bin/gpus": "0, GPU-aa\n1, GPU-bb\n", "bin/others": ""]
        try with(files) { project, server in
            try project.folder.write("0, GPU-aa\n", to: "bin/gpus")
            let both = try submit(server, "both")
            try awaitReason(server, both, "GPU-bb is gone")
            let single = try submit(server, "gpu")
            #expect(try server.awaitEnd(single)["state"] == "completed")
            #expect(try server.lines(single).first == "CUDA_VISIBLE_DEVICES GPU-aa")
            try project.folder.write("0, GPU-aa\n1, GPU-bb\n", to: "bin/gpus")
            #expect(try server.awaitEnd(both)["state"] == "completed")
        }
    }

    @Test func `AMD's are leased by their unique ids, and a job without one sees none`() throws {
        try with(["bin/rocm-smi": Self.amd]) { _, server in
            let single = try submit(server, "gpu")
            #expect(try server.awaitEnd(single)["state"] == "completed")
            #expect(
                try server.lines(single) == [
                    "CUDA_VISIBLE_DEVICES 0", "HIP_VISIBLE_DEVICES 0",
                    "ROCR_VISIBLE_DEVICES GPU-00000000000000ab", "CUDA_DEVICE_ORDER PCI_BUS_ID"
                ])
            let none = try submit(server, "cpu")
            #expect(try server.awaitEnd(none)["state"] == "completed")
            #expect(try server.lines(none).prefix(3).allSatisfy { $0.hasSuffix(" -1") })
        }
    }
}
