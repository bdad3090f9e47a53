/// Stubs of handlers: for what is missing only, where it belongs, and compiled by `.ci/faults`.
import Testing
@testable import OpenAPIGenerator

@Suite struct ScaffoldTests {
    private static let things = """
        openapi: 3.1.0
        info: { title: T, version: '1' }
        tags: [{ name: Things }, { name: Files }]
        paths:
          /a: { get: { tags: [Things], operationId: getA, summary: One a, responses: { '204': { description: Yes } } } }
          /b: { get: { tags: [Things], operationId: default, responses: { '204': { description: Yes } } } }
          /c: { get: { tags: [Files], operationId: getC, responses: { '204': { description: Yes } } } }
        """

    private func stubs(_ handlers: String...) throws -> [Scaffold.Stub] {
        let document = try Pipeline.document(Array(Self.things.utf8), file: "api.yaml")
        return Scaffold.stubs(for: document, beside: HandlerSource(files: handlers.map { ("H.swift", $0) }))
    }

    @Test func `who conforms already is extended`() throws {
        let stubs = try stubs(
            "struct ThingHandlers: ThingsHandlers { func getA(_ input: GetA.Input) throws -> GetA.Output { .a } }",
            "final class Disk: Sendable, FilesHandlers {\n    func getC(\n_ input: GetC.Input) {} }")
        #expect(
            stubs == [
                Scaffold.Stub(
                    name: "ThingHandlers+Default.swift",
                    text: """
                        /// default: `GET /b`.
                        internal import HTTP
                        internal import JobAPI

                        extension ThingHandlers {
                            func `default`(_ input: Default.Input) throws -> Default.Output {
                                throw ProblemError(.notImplemented, detail: "default is not written yet.")
                            }
                        }

                        """)
            ])
    }

    @Test func `a tag that nobody handles gets a type`() throws {
        let stubs = try stubs("extension Disk: FilesHandlers { func getC(_ input: GetC.Input) {} }")
        #expect(stubs.map(\.name) == ["ThingsHandler.swift", "ThingsHandler+Default.swift"])
        #expect(stubs[0].text.contains("struct ThingsHandler: ThingsHandlers {"))
        #expect(stubs[0].text.hasPrefix("/// One a: `GET /a`. Give it to `APIRoutes.all` in Services.swift."))
        #expect(stubs[1].text.contains("extension ThingsHandler {"))
    }

    @Test func `a method of another input is no handler`() throws {
        let names = try stubs("struct H: ThingsHandlers { func getA(_ input: Int) {} }").map(\.name)
        #expect(names == ["H+GetA.swift", "H+Default.swift", "FilesHandler.swift"])
    }
}
