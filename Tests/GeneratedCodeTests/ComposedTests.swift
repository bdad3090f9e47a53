/// What the generator makes of Golden/composed.yaml, compiled and run: reading, writing, refusing.
import HTTP
import JSON
import Synchronization
import Testing
@testable import GeneratedCode

@Suite struct ComposedTests {
    private static func read<Value: JSONDecodable>(
        _ text: String, as type: Value.Type
    ) throws -> (value: Value?, violations: [String]) {
        var reader = SchemaReader(Array(text.utf8))
        let value = try Value(from: &reader)
        try reader.finish()
        return (value, reader.violations.map { ($0.pointer ?? "") + " " + $0.detail })
    }

    @Test func `parts of allOf are one object`() throws {
        let text = #"{"name":"n","order":"up","day":"2026-11-23","secret":"s","version":2,"marks":[3]}"#
        let (value, violations) = try Self.read(text, as: Thing.self)
        #expect(violations == [])
        #expect(value == Thing(name: "n", secret: "s", order: .up, day: "2026-11-23", marks: [3]))
    }

    @Test func `what is written is read again, but for what has one direction`() throws {
        let thing = Thing(
            id: "i", name: "n", secret: "s", order: .down, labels: ["a": "YQ=="], free: ["x": 1],
            maybe: .some(Rest(a: "b", additionalProperties: ["more": 1, "none": nil])))
        let text = String(decoding: thing.encoded(), as: UTF8.self)
        #expect(
            text == #"{"id":"i","name":"n","order":"down","labels":{"a":"YQ=="},"free":{"x":1},"#
                + #""version":2,"isLocal":true,"marks":[1,2],"maybe":{"a":"b","more":1,"none":null}}"#)
        let (value, violations) = try Self.read(text, as: Thing.self)
        #expect(violations == ["/id is read-only: leave it out"])
        #expect(value?.maybe == thing.maybe)
    }

    private static let whole = #""name":"n","order":"up","version":2"#

    @Test(arguments: [
        (
            #""nam":1"#,
            "/nam is not known here; known are name, secret, order, day, size, again, labels, free, version, "
                + "isLocal, marks, maybe"
        ),
        (#""note":null"#, "/note is read-only: leave it out"),
        (#""day":"2026-02-30""#, #"/day must be a date such as 2026-11-23, is "2026-02-30""#),
        (#""size":0"#, "/size must be above 0.0, is 0.0"),
        (#""size":9.75"#, "/size must be at most 9.5, is 9.75"),
        (#""marks":[1,2,1]"#, "/marks must hold each item once, holds 1 twice"),
        (#""isLocal":false"#, "/isLocal must be true, is false"),
        (#""free":{}"#, "/free must have at least 1 members, has 0"),
        (#""labels":{"A":"YQ=="}"#, #"/labels/A its name must match ^[a-z]+$, is "A""#),
        (#""labels":{"a":"YQ="}"#, #"/labels/a must be Base64 with its padding, is "YQ=""#),
        (
            #""labels":{"a":"","b":"","c":"","d":"","e":""}"#,
            "/labels must have at most 4 members, has 5"
        ),
        (#""maybe":{"more":"x"}"#, "/maybe/more must be a number, is a string"),
    ])
    func `each violation has its pointer`(member: String, violation: String) throws {
        #expect(try Self.read("{\(Self.whole),\(member)}", as: Thing.self).violations == [violation])
    }

    @Test func `a required member of any part is missed`() throws {
        let (value, violations) = try Self.read(#"{"version":1}"#, as: Thing.self)
        #expect(value == nil)
        #expect(violations == ["/version must be 2, is 1", "/name is required", "/order is required"])
    }

    @Test func `without a mapping a variant is named like its schema`() throws {
        #expect(try Self.read(#"{"lives":7,"kind":"Cat"}"#, as: Pet.self).value == .cat(Cat(lives: 7)))
        #expect(Pet.dog(Dog()).encoded() == Array(#"{"kind":"Dog"}"#.utf8))
    }

    @Test(arguments: [
        ("", [], nil, [.up]),
        ("?tag=a&tag=b%2Cc", ["a", "b,c"], nil, [.up]),
        ("?order=down,up&step=10", [], 10, [.down, .up]),
    ] as [(String, [String], Int?, [Order])])
    func `lists are repeated, or have commas`(query: String, tags: [String], step: Int?, order: [Order]) {
        let things = Things()
        #expect(things.get("/things" + query).status == .ok)
        let input = things.asked.withLock { $0 }
        #expect(input?.tag ?? [] == tags)
        #expect(input?.step == step)
        #expect(input?.order == order)
    }

    @Test(arguments: [
        ("?tag=a&tag=b&tag=c&tag=d", "tag must have at most 3 items, has 4"),
        ("?tag=a&tag=", "tag must not be empty"),
        ("?words=x", #"words must be a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91, is "x""#),
        ("?step=0", "step must be at least 1, is 0"), ("?step=100", "step must be at most 99, is 100"),
        ("?step=7", "step must be a multiple of 5, is 7"),
    ])
    func `a parameter at fault is 400`(query: String, violation: String) throws {
        let response = Things().get("/things" + query)
        #expect(response.status == .badRequest)
        guard case .bytes(let bytes) = response.body else { return #expect(Bool(false), "no problem") }
        let error = try JSONValue(parsing: bytes)["errors"]?.arrayValue?.first
        let found = (error?["parameter"]?.stringValue ?? "") + " " + (error?["detail"]?.stringValue ?? "")
        #expect(found == violation)
    }

    @Test func `a status may have several media types`() {
        let json = Things().get("/things")
        #expect(json.fields[.contentType] == "application/json")
        #expect(json.fields["Link"] == "</things>")
        let table = Things().get("/things", accept: "text/csv")
        #expect(table.fields[.contentType] == "text/csv; charset=utf-8")
    }

    @Test func `a media type that is JSON, too, keeps its name`() {
        let answer = Things().post("/things", "{\(Self.whole)}")
        #expect(answer.status == .ok)
        #expect(answer.fields[.contentType] == "application/schema+json")
    }
}
