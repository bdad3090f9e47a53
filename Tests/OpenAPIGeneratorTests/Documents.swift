/// Documents that are whole but for the part that a test is about.
import YAML
@testable import OpenAPIGenerator

enum Documents {
    static let problem = """
            Problem: { type: object, properties: { title: { type: string } } }

        """

    /// - Parameter schemas: indented by four, from line 8.
    static func text(schemas: String) -> String {
        """
        openapi: 3.1.0
        info: { title: T, version: '1' }
        tags: [{ name: Things }]
        paths: {}
        components:
          schemas:

        """ + problem + schemas + "\n"
    }

    /// - Parameter operation: members of `get` for `/things/{id}`, indented by six, from line 12.
    static func text(operation: String) -> String {
        """
        openapi: 3.1.0
        info: { title: T, version: '1' }
        tags: [{ name: Things }]
        components:
          schemas:

        """ + problem + """
            paths:
              /things/{id}:
                parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
                get:
                  operationId: getThing

            """ + operation + "\n"
    }

    /// What the generator says, a line a fault.
    static func faults(in text: String) -> [String] {
        do {
            _ = try Pipeline.run(Array(text.utf8), file: "api.yaml")
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }
}
