/// The checker of the contract finds what it is there to find.
import JSON
import Testing
import YAML

@Suite struct SchemaCheckerTests {
    private func faults(_ schema: String, _ value: JSONValue) throws -> [String] {
        let api = try DescribedAPI("components: { schemas: { A: { type: integer } } }")
        return SchemaChecker(api: api).faults(value, try YAMLParser.parse(schema, file: "f"))
    }

    @Test(
        arguments: [
            ("{ type: string, minLength: 2 }", "a"), ("{ type: string, pattern: '^[a]+$' }", "b"),
            ("{ type: string, format: date-time }", "today"), ("{ type: integer, maximum: 3 }", 4),
            ("{ type: integer }", 1.5), ("{ type: [integer, 'null'] }", "x"), ("{ enum: [a] }", "b"),
            ("{ $ref: '#/components/schemas/A' }", "x"), ("{ type: array, items: { type: string } }", [1]),
            ("{ type: array, maxItems: 1 }", [1, 2]), ("{ type: array, uniqueItems: true }", [1, 1]),
            ("{ type: object, required: [a] }", [:]),
            ("{ type: object, properties: { a: { type: string } } }", ["a": 1]),
            ("{ type: object, additionalProperties: false }", ["a": 1]),
            ("{ type: object, additionalProperties: { type: string } }", ["a": 1]),
            ("{ oneOf: [{ type: string }, { type: 'null' }] }", 1),
            ("{ oneOf: [{ type: integer }, { type: number }] }", 1), ("{ const: 1 }", 2),
            ("{ allOf: [{ type: object, properties: { a: {} } }], unevaluatedProperties: false }", ["b": 1]),
            ("{ type: object, properties: { a: { type: string, writeOnly: true } } }", ["a": "x"]),
            ("{ dependentRequired: {} }", 1),
        ] as [(String, JSONValue)])
    func `a value that breaks its schema is found`(schema: String, value: JSONValue) throws {
        #expect(try faults(schema, value).count == 1)
    }

    @Test(
        arguments: [
            ("{ type: string, minLength: 1, maxLength: 1 }", "é"), ("{ type: number, minimum: 1 }", 1),
            ("{ type: string, format: date-time }", "2026-11-24T10:00:00.000Z"),
            ("{ oneOf: [{ type: string }, { type: 'null' }] }", nil), ("{ type: object, properties: {} }", ["a": 1]),
            ("{ allOf: [{ type: object, properties: { a: {} } }], unevaluatedProperties: false }", ["a": 1]),
            ("{}", [1, "x"]),
        ] as [(String, JSONValue)])
    func `a value that fits has no fault`(schema: String, value: JSONValue) throws {
        #expect(try faults(schema, value) == [])
    }
}
