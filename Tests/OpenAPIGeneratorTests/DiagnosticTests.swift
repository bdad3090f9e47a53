/// Everything that we do not support, or that can't be right, is told with line and column.
import Testing
@testable import OpenAPIGenerator

@Suite struct DiagnosticTests {
    /// One schema that would be the first under `components`, and what is said about it.
    @Test(arguments: [
        ("A: 5", "8:8: error: a schema must be a mapping, is an integer"),
        ("A: { type: date }", "8:16: error: the type `date` is not supported"),
        ("A: { type: [string, integer] }", "8:16: error: a list of types must be one type and 'null'"),
        ("A: { type: string, minimum: 1 }", "8:24: error: `minimum` is not supported in a string schema"),
        ("A: { type: string, minLength: -1 }", "8:35: error: `minLength` must not be negative"),
        ("A: { type: string, minLength: x }", "8:35: error: `minLength` must be an integer, is a string"),
        ("A: { type: string, pattern: 'a|b' }", "8:33: error: the pattern `a|b`: only `^[class]+$`"),
        (
            "A: { type: string, pattern: '^[z-a]+$' }",
            "8:33: error: the pattern `^[z-a]+$`: a range of its class"
        ),
        ("A: { type: string, enum: [a, a] }", "8:30: error: a value of `enum` comes twice"),
        (
            "A: { type: string, enum: [a, 1] }",
            "8:34: error: a value of `enum` must be a string, is an integer"
        ),
        ("A: { type: string, enum: [] }", "8:30: error: `enum` needs a value"),
        (
            "A: { type: string, enum: [a b, a_b] }",
            "8:8: error: the values `a b` and `a_b` are one name in Swift"
        ),
        ("A: { type: string, enum: ['1'] }", "8:8: error: the value `1` can't be made a Swift name"),
        (
            "A: { type: integer, format: int16 }",
            "8:33: error: the format `int16` of an integer is not supported"
        ),
        (
            "A: { type: number, multipleOf: 2 }",
            "8:24: error: `multipleOf` is not supported in a number schema"
        ),
        ("A: { type: integer, minimum: 2, maximum: 1 }", "8:8: error: `minimum` 2 is above `maximum` 1"),
        (
            "A: { type: integer, maximum: 1, default: 2 }",
            "8:46: error: the default must be an integer between"
        ),
        ("A: { type: string, default: 1 }", "8:33: error: the default must be a string"),
        ("A: { type: string, enum: [a], default: b }", "8:44: error: the default must be one of a"),
        ("A: { type: array }", "8:8: error: an array schema needs `items`"),
        ("A: { type: array, items: {}, uniqueItems: true }", "8:30: error: `uniqueItems` is supported for"),
        ("A: { type: array, items: {}, contains: {} }", "8:34: error: `contains` is not supported"),
        ("A: { type: array, items: {}, minItems: 2, maxItems: 1 }", "8:57: error: `minItems` 2 is above"),
        ("A: { type: string, minLength: 2, maxLength: 1 }", "8:49: error: `minLength` 2 is above `maxLength`"),
        ("A: { type: string, readOnly: true }", "8:24: error: `readOnly` is not supported in a string schema"),
        ("A: { type: number, format: float }", "8:32: error: the format `float` of a number is not supported"),
        ("A: { type: integer, multipleOf: 0 }", "8:37: error: `multipleOf` must be above 0"),
        (
            "A: { type: object, properties: { a: { type: string, readOnly: true, writeOnly: true } } }",
            "8:41: error: a property can't be both"
        ),
        (
            "A: { type: object, properties: { additional_properties: {} }, additionalProperties: {} }",
            "8:8: error: the member `additional_properties` is Swift's name of all others"
        ),
        (
            "A: { type: object, propertyNames: { format: uri } }",
            "8:41: error: `format` is not supported in `propertyNames`"
        ),
        ("A: { type: object, required: [x] }", "8:34: error: `required` needs `properties`"),
        (
            "A: { type: object, properties: {}, required: [x] }",
            "8:51: error: `x` is required, but no property"
        ),
        (
            "A: { type: object, properties: { '1': {} } }",
            "8:8: error: the member `1` can't be made a Swift name"
        ),
        (
            "A: { type: object, properties: { a_b: {}, aB: {} } }",
            "8:8: error: the members `a_b` and `aB` are one"
        ),
        (
            "A: { type: object, properties: { problem: { type: string, enum: [x] } } }",
            "8:47: error: its Swift type would be `Problem`, which hides another"
        ),
        (
            "A: { $ref: 'other.yaml#/A' }",
            "8:16: error: `other.yaml#/A` leads out of this document, which is not supported"
        ),
        ("A: { $ref: '#/info/nothing' }", "8:16: error: `#/info/nothing` leads nowhere: there is no `nothing`"),
        ("A: { $ref: '#/components/schemas/A' }", "8:8: error: `A` holds itself without end"),
        (
            "A: { $ref: '#/components/schemas/A/x' }",
            "8:16: error: `#/components/schemas/A/x` leads nowhere: there is no `x`"
        ),
        (
            "A: { type: object, properties: { a: { $ref: '#/components/schemas/A/properties/a' } } }",
            "8:49: error: `#/components/schemas/A/properties/a` leads back to itself"
        ),
        (
            "A: { allOf: [{ $ref: '#/components/schemas/A' }, { type: object, properties: {} }] }",
            "8:26: error: `#/components/schemas/A` leads back to itself"
        ),
        (
            "A: { allOf: [{ type: string }, { type: object, properties: {} }] }",
            "8:18: error: a part of `allOf` must be an object with `properties`"
        ),
        (
            "A: { allOf: [{ type: object, properties: {}, additionalProperties: false }], properties: {} }",
            "8:18: error: a part of `allOf` that says `additionalProperties` fits no other"
        ),
        (
            "A: { allOf: [{ type: object, properties: { a: { type: string } } }], "
                + "properties: { a: { type: integer } } }",
            "8:88: error: `a` comes twice in this `allOf`, and differs"
        ),
        (
            "A: { allOf: [{ type: object, properties: {} }], properties: {}, required: [x] }",
            "8:80: error: `x` is required, but no property"
        ),
        ("A: { allOf: [], not: {} }", "8:21: error: `not` is not supported in an allOf schema"),
        ("A: { type: array, items: { type: string }, default: [1] }", "8:58: error: the default must be a string"),
        (
            "A: { type: array, items: { $ref: '#/components/schemas/Problem', type: string } }",
            "8:70: error: `type` is not supported in a schema with `$ref`"
        ),
        (
            "A: { oneOf: [{ type: string }, { type: integer }] }",
            "8:17: error: `oneOf` must be one schema and"
        ),
        ("A: { anyOf: [] }", "8:17: error: `anyOf` must be one schema and"),
        (
            "A: { type: object, properties: { a: { $ref: '#/components/schemas/A' } } }",
            "8:8: error: `A` holds itself without end"
        ),
        (
            "A: { type: array, items: { $ref: '#/components/schemas/A' } }",
            "8:8: error: `A` holds itself without end"
        ),
        ("String: { type: object, properties: {} }", "8:13: error: a schema can't be named `String`"),
        (
            "A: { oneOf: [{ $ref: '#/components/schemas/Problem' }], "
                + "discriminator: { propertyName: e, mapping: {} } }",
            "8:18: error: `Problem` has no name in `mapping`"
        ),
    ])
    func `a schema at fault`(schema: String, fault: String) {
        let faults = Documents.faults(in: Documents.text(schemas: "    " + schema))
        #expect(faults.contains { $0.hasPrefix("api.yaml:" + fault) }, "\(faults)")
    }

    @Test func `a list ends a circle inside an object`() {
        let tree =
            "    A: { type: object, properties: { a: { type: array, "
            + "items: { $ref: '#/components/schemas/A' } } } }"
        #expect(Documents.faults(in: Documents.text(schemas: tree)).isEmpty)
    }

    @Test func `a variant must say which it is`() {
        let faults = Documents.faults(
            in: Documents.text(
                schemas: """
                        A:
                          oneOf: [{ $ref: '#/components/schemas/B' }]
                          discriminator: { propertyName: e, mapping: { b: '#/components/schemas/B' } }
                        B: { type: object, properties: { e: { type: string, const: b } } }
                    """))
        #expect(
            faults == [
                "api.yaml:11:8: error: `B` needs the required property `e` with `const: b`"
            ])
    }

    private static let no =
        "    responses: { '200': { description: Yes. }, '404': { description: No., "
        + "content: { application/problem+json: { schema: { $ref: '#/components/schemas/Problem' } } } } }"

    /// Members of the operation, and what is said about them. `RESPONSES` stands for responses that are well.
    @Test(arguments: [
        ("tags: []", "12:13: error: an operation needs one tag"),
        ("tags: [Nothing]", "12:14: error: the tag `Nothing` is not among the document's tags (Things)"),
        (
            "tags: [Things]\n      x-runs-on: moon",
            "13:18: error: `x-runs-on` must be one of loop, control, worker"
        ),
        (
            "tags: [Things]\n      x-runs-in: loop",
            "13:7: error: `x-runs-in` is not supported in an operation"
        ),
        ("tags: [Things]\n      security: []", "13:7: error: `security` is not supported in an operation"),
        (
            "tags: [Things]\n      parameters: [{ name: q, in: cookie, schema: {} }]",
            "13:35: error: parameters in `cookie` are not supported"
        ),
        (
            "tags: [Things]\n      parameters: [{ name: q, in: query }]",
            "13:20: error: the parameter `q` needs `schema`"
        ),
        (
            "tags: [Things]\n      parameters: [{ name: q, in: query, schema: { type: object } }]",
            "13:20: error: the schema of `q` is not supported for a parameter"
        ),
        (
            "tags: [Things]\n      parameters: [{ name: q, in: query, style: deepObject, schema: { type: string } }]",
            "13:49: error: the style `deepObject` is not supported in a query"
        ),
        (
            "tags: [Things]\n      parameters: [{ name: q, in: query, schema: { type: [string, 'null'] } }]",
            "13:50: error: a parameter can't be null"
        ),
        (
            "tags: [Things]\n      parameters: [{ name: accept, in: header, schema: { type: string } }]",
            "13:20: error: OpenAPI ignores a header parameter named `accept`"
        ),
        (
            "tags: [Things]\n      parameters: [{ $ref: '#/components/schemas/Problem' }]",
            "13:28: error: `#/components/schemas/Problem` is none of `parameters`"
        ),
        (
            "tags: [Things]\n      parameters: "
                + "[{ name: q, in: path, required: true, schema: { type: string } }]",
            "13:20: error: the path /things/{id} has no `{q}`"
        ),
        (
            "tags: [Things]\n      parameters: [{ $ref: '#/components/parameters/Q' }]",
            "13:28: error: `#/components/parameters/Q` leads nowhere: there is no `parameters`"
        ),
        (
            "tags: [Things]\n      parameters: [{ name: q, in: query, schema: { type: string } }]",
            "10:5: error: `getThing` must document 400: a parameter may be at fault"
        ),
        (
            "tags: [Things]\n      requestBody: { content: { text/plain: {} } }",
            "13:31: error: a request body must be application/json"
        ),
    ])
    func `an operation at fault`(members: String, fault: String) {
        let text = Documents.text(operation: "      " + members + "\n  " + Self.no)
        let faults = Documents.faults(in: text)
        #expect(faults.contains { $0.hasPrefix("api.yaml:" + fault) }, "\(faults)")
    }

    @Test(arguments: [
        ("{ '2XX': { description: Y } }", "13:20: error: the response `2XX` is not supported"),
        ("{ default: { description: Y } }", "13:20: error: the response `default` is not supported"),
        ("{ '404': { description: N } }", "13:27: error: an error needs application/problem+json"),
        (
            "{ '404': { description: N, content: { text/plain: {} } } }",
            "13:56: error: an error must be application/problem+json"
        ),
        ("{ '200': {} }", "13:27: error: a response needs `description`"),
        ("{ '200': { description: Y, links: {} } }", "13:45: error: `links` is not supported in a response"),
        (
            "{ '200': { description: Y, x-frame-schema: {} } }",
            "13:45: error: `x-frame-schema` is not supported"
        ),
        ("{ '204': { description: Y, content: { text/plain: {} } } }", "13:56: error: 204 has no content"),
        (
            "{ '200': { description: Y, content: { application/json: {} } } }",
            "13:56: error: application/json needs a schema"
        ),
        (
            "{ '200': { description: Y } }",
            "10:5: error: `getThing` must document 404: the path may lead nowhere"
        ),
        ("{}", "13:18: error: an operation needs a response below 400"),
    ])
    func `a response at fault`(responses: String, fault: String) {
        let text = Documents.text(operation: "      tags: [Things]\n      responses: " + responses)
        let faults = Documents.faults(in: text)
        #expect(faults.contains { $0.hasPrefix("api.yaml:" + fault) }, "\(faults)")
    }

    @Test(arguments: [
        (
            "openapi: 3.0.3\ninfo: {}\npaths: {}\n",
            "1:10: error: only OpenAPI 3.1 is supported, found `3.0.3`"
        ),
        ("info: {}\npaths: {}\n", "1:1: error: the document needs `openapi`"),
        ("openapi: 3.1.0\ninfo: {}\n", "1:1: error: the document needs `paths`"),
        ("openapi: 3.1.0\ninfo: {}\npaths: {}\nwebhooks: {}\n", "4:1: error: `webhooks` is not supported"),
        (
            "openapi: 3.1.0\ninfo: {}\npaths: {}\nservers: [{ url: https://x }]\n",
            "4:11: error: only the server `/`"
        ),
        ("openapi: 3.1.0\ninfo: {}\npaths: { a: {} }\n", "3:10: error: a path begins with /"),
        (
            "openapi: 3.1.0\ninfo: {}\npaths: { '/a{b}': {} }\n",
            "3:10: error: a path parameter fills its whole segment"
        ),
        (
            "openapi: 3.1.0\ninfo: {}\npaths: { /a: { get: {}, trace: {} } }\n",
            "3:25: error: `trace` is not supported"
        ),
        (
            "openapi: 3.1.0\ninfo: {}\npaths: { /a: { get: {} } }\n",
            "3:21: error: an operation needs `operationId`"
        ),
        ("[]\n", "1:1: error: the document must be a mapping, is a list"),
    ])
    func `a document at fault`(text: String, fault: String) {
        let faults = Documents.faults(in: text)
        #expect(faults.contains { $0.hasPrefix("api.yaml:" + fault) }, "\(faults)")
    }
}
