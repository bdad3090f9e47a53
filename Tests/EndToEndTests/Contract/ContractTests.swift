/// The document and the server say the same: every operation is called, every answer compared.
import HTTP
import JSON
import TestSupport
import Testing
import YAML

@Suite("The contract: openapi.yaml and the server") struct ContractTests {
    private static let hello = """
        import os
        for number in range(3): print(f"step={number} loss={1 / (number + 1)}")
        folder = os.environ["ANANA_ARTIFACTS_DIR"]
        open(folder + "/model.bin", "wb").write(bytes(1000))
        open(folder + "/trial_1.json", "w").write('{"params": {"file": "hello.py"}, "loss": 0.5}')
        """

    @Test func `every operation has a case, and every case an operation`() throws {
        let described = Set(try DescribedAPI().operations.map(\.id))
        let called = Set(ContractCase.all.map(\.operation))
        #expect(described.subtracting(called).sorted() == [], "add a line to ContractCases.swift")
        #expect(called.subtracting(described).sorted() == [])
    }

    @Test func `every answer is one that the document tells of`() throws {
        let api = try DescribedAPI()
        let files = ["hello.py": Self.hello, "wait.py": "import gate\nprint('here')\ngate.wait('never')\n"]
        try ProjectUnderTest.with(files) { project in
            let server = try project.serve("--limit", "2")
            let job = try server.submit("hello.py")
            #expect(try server.awaitEnd(job)["state"] == "completed")
            try eventually("its provenance") { try server.get("/api/v1/jobs/\(job)/provenance").status == 200 }
            let running = try server.submit("wait.py", template: "hasty")
            try server.awaitState(running, "running")
            for item in ContractCase.all {
                let operation = try #require(api.operations.first { $0.id == item.operation })
                for (call, status) in [(item.taken, item.status), (item.refused, item.refusal)] {
                    let filled = { (text: String) in
                        text.replacing("{job}", with: job).replacing("{running}", with: running)
                    }
                    let answer = try self.answer(server, call, filled)
                    #expect(answer.status == status, "\(item.operation): \(answer)")
                    let faults = AnswerChecker(api: api).faults(answer, to: operation)
                    #expect(faults == [], "\(item.operation) \(status)")
                }
            }
        }
    }

    private func answer(
        _ server: ServerUnderTest, _ call: ContractCase.Call, _ filled: (String) -> String
    ) throws -> Answer {
        let client = try server.connect()
        try client.send(call.method, filled(call.target), call.fields, Array(filled(call.body).utf8))
        // Behind 101 comes another protocol.
        if call.fields.contains("Upgrade") { return Answer(head: try client.head(), body: []) }
        return try client.answer()
    }

    @Test func `each example is what its schema says`() throws {
        let api = try DescribedAPI()
        var (count, faults): (Int, [String]) = (0, [])
        Self.walk(api.root, "") { place, node in
            guard node.entries != nil, let schema = node["schema"] ?? (node["type"] == nil ? nil : node) else {
                return
            }
            let named = (node["examples"]?.entries ?? []).compactMap { api.resolved($0.value)["value"] }
            for example in [node["example"]].compactMap(\.self) + (node["examples"]?.items ?? []) + named {
                count += 1
                faults += SchemaChecker(api: api).faults(SchemaChecker.json(example), schema, at: place)
            }
        }
        #expect(faults == [])
        #expect(count > 60)
    }

    /// By itself, or by its schema's. Of bytes that a job made there is no example.
    @Test func `every body, sent or answered, has an example`() throws {
        let api = try DescribedAPI()
        var without: [String] = []
        for operation in api.operations {
            let answers = operation.node["responses"]?.entries ?? []
            let bodies = [("its body", operation.node["requestBody"])] + answers.map { ($0.name, api.resolved($0.value)) }
            for (place, body) in bodies {
                for content in body?["content"]?.entries ?? [] where !["*/*", "application/x-tar"].contains(content.name) {
                    let schema = content.value["schema"].map(api.resolved)
                    let examples = [content.value["example"], content.value["examples"], schema?["examples"]]
                    if examples.allSatisfy({ $0 == nil }) { without.append("\(operation.id), \(place), \(content.name)") }
                }
            }
        }
        #expect(without == [])
    }

    private static func walk(_ node: YAMLNode, _ place: String, _ visit: (String, YAMLNode) -> Void) {
        visit(place, node)
        for entry in node.entries ?? [] where !["example", "examples", "default"].contains(entry.name) {
            walk(entry.value, place + "/" + entry.name, visit)
        }
        for (index, item) in (node.items ?? []).enumerated() { walk(item, place + "/\(index)", visit) }
    }
}
