/// Jobs that lease a GPU, by an nvidia-smi that is a script.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("Jobs with GPUs") struct GPUJobTests {
    private static let smi = """
        #!/bin/sh
        case "$1" in
        *compute-apps*) ;;
        *index*) echo "0, GPU-aaaa"; echo "1, GPU-bbbb" ;;
        *) echo "GPU-aaaa, 100, 5"; echo "GPU-bbbb, 200, 6" ;;
        esac
        """
    private static let yaml = """
        templates:
          run:
            command: [python3, train.py]
            parameters:
              flavor: {type: flavor, default: gpu, position: 2}
              name: {type: string, default: a, position: 1}
            linger: 60s
        flavors:
          gpu: {gpus: 1}
        limits: {running: 4}
        """
    /// Says what it sees, and leaves a child behind that holds on to it.
    private static let script = """
        import gate, os, sys
        print(os.environ["CUDA_VISIBLE_DEVICES"], os.environ["CUDA_DEVICE_ORDER"])
        if os.fork() == 0:
            gate.wait("child-" + sys.argv[1])
            os._exit(0)
        gate.wait("main-" + sys.argv[1])
        """

    private func server(_ project: ProjectUnderTest, _ visible: String? = nil) throws -> ServerUnderTest {
        try project.folder.write(Self.smi, to: "bin/nvidia-smi")
        var search = project.path + "/bin"
        if let visible {
            // The server is started by a shell that was told which GPUs are its own.
            try project.folder.write(
                "#!/bin/sh\nCUDA_VISIBLE_DEVICES=\(visible) exec \(Products.anana) \"$@\"\n", to: "own/anana")
            search += ":" + project.path + "/own"
        }
        let programs = visible == nil ? nil : project.path + "/own"
        let server = try project.start(programs: programs, path: search)
        try server.awaitListening()
        return server
    }

    private func submit(_ server: ServerUnderTest, _ name: String) throws -> String {
        let answer = try server.post(
            "/api/v1/jobs", ["template": "run", "parameters": ["name": .string(name)]])
        return try #require(answer.json["id"]?.stringValue, "\(answer)")
    }

    @Test func `case 25: a GPU is free when the tree that held it is gone, not when its main has ended`()
        throws
    {
        try ProjectUnderTest.with(["train.py": Self.script, "anana.yaml": Self.yaml]) { project in
            let server = try server(project, "GPU-bbbb")
            let first = try submit(server, "a")
            let second = try submit(server, "b")
            try server.awaitState(first, "running")
            try project.open("main-a")
            try server.awaitState(first, "finalizing")
            #expect(try server.job(second)["state"] == "queued")
            try project.open("child-a")
            let job = try server.awaitEnd(first)
            #expect(job["state"] == "completed")
            try server.awaitState(second, "running")
            for name in ["main-b", "child-b"] { try project.open(name) }
            let last = try server.awaitEnd(second)
            #expect(try #require(last["started_at"]?.stringValue) >= #require(job["ended_at"]?.stringValue))
            for id in [first, second] { #expect(try server.lines(id) == ["GPU-bbbb PCI_BUS_ID"]) }
        }
    }

    @Test func `two jobs have a GPU each, and the receipt says what was in use before and after`() throws {
        try ProjectUnderTest.with(["train.py": Self.script, "anana.yaml": Self.yaml]) { project in
            let server = try server(project)
            let ids = try ["a", "b"].map { try submit(server, $0) }
            for id in ids { try server.awaitState(id, "running") }
            for name in ["a", "b"] { for part in ["main", "child"] { try project.open("\(part)-\(name)") } }
            for id in ids { #expect(try server.awaitEnd(id)["state"] == "completed") }
            #expect(
                try ids.map { try server.lines($0) } == [["GPU-aaaa PCI_BUS_ID"], ["GPU-bbbb PCI_BUS_ID"]])
            let receipt = try server.get("/api/v1/jobs/\(ids[0])/receipt").json
            let gpu = try #require(receipt["gpus"]?.arrayValue?.first)
            #expect(gpu["uuid"] == "GPU-aaaa", "\(receipt)")
            #expect(receipt["gpus"]?.arrayValue?.count == 1)
        }
    }
}
