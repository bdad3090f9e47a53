/// What a trial is promoted to.
import JSON
import Testing

@testable import Project

@Suite struct PromotionTests {
    private func configuration(_ promote: String) throws -> ProjectConfiguration {
        let text = """
            templates:
              train: {command: [a]}
              final:
                command: [b]
                parameters:
                  lr: {type: number, flag: --lr}
                  size: {type: integer, flag: --size}
            promote: \(promote)

            """
        return try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml")
    }

    private func promotion(_ parameters: String = "{lr: learning_rate}") throws -> Promotion {
        try #require(try configuration("{template: final, parameters: \(parameters)}").promotion)
    }

    @Test func `names are mapped, others stay, and the request wins`() throws {
        let values = try promotion().parameters(
            from: ["learning_rate": 0.1, "size": 3], changes: ["size": 4, "more": true])
        #expect(values["lr"] == 0.1 && values["size"] == 4 && values["more"] == true && values.count == 3)
    }

    @Test func `what the trial lacks is named, unless the request says it`() throws {
        let promotion = try promotion("{lr: rate, size: batch}")
        let error = #expect(throws: InvalidRequest.self) {
            try promotion.parameters(from: ["x": 1], changes: [:])
        }
        #expect(error?.violations.map(\.pointer) == ["/parameters/lr", "/parameters/size"])
        #expect(try promotion.parameters(from: ["rate": 1], changes: ["size": 2]) == ["lr": 1, "size": 2])
    }

    @Test(arguments: [
        ("{template: finale}", "unknown template 'finale' (did you mean 'final'?)"),
        ("{parameters: {}}", "'promote' needs 'template'"),
        ("{template: final, parameters: {rl: x}}", "unknown parameter 'rl' (allowed: lr, size)"),
        ("{template: final, parameters: {lr: 5}}", "'lr' must be a string"),
        ("{template: final, extra: 1}", "unknown key 'extra'"),
        ("final", "'promote' must be a mapping"),
    ])
    func `a mistake is told with its place`(text: String, expected: String) {
        let error = #expect(throws: ProjectError.self) { try configuration(text) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix("anana.yaml:8:") == true)
    }

    @Test func `nothing said is no promotion`() throws {
        let text = "templates: {t: {command: [/bin/true]}}"
        #expect(try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml").promotion == nil)
    }
}
