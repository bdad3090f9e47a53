/// The document that the server serves: the file it was built from, byte for byte, and the same as JSON.
import Foundation
import HTTP
import JSON
import Testing

@Suite struct ServedDocumentTests {
    @Test func `the YAML is openapi.yaml, byte for byte`() throws {
        let response = try ProjectFixture().get("/openapi.yaml")
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../openapi.yaml")
        #expect(try response.bytes == [UInt8](Data(contentsOf: file)))
        #expect(response.fields[.contentType] == "application/yaml")
    }

    @Test func `the JSON says the same`() throws {
        let response = try ProjectFixture().get("/openapi.json")
        #expect(response.fields[.contentType] == "application/json")
        #expect(response.json["openapi"] == "3.1.0")
        let create = response.json["paths"]?["/api/v1/jobs"]?["post"]
        #expect(create?["operationId"] == "createJob")
        #expect(create?["requestBody"]?["required"] == true)
    }

    @Test(arguments: ["/openapi.yaml", "/openapi.json"])
    func `who has it already gets 304`(path: String) throws {
        let fixture = try ProjectFixture()
        let tag = try #require(fixture.get(path).fields[.eTag])
        #expect(!tag.hasPrefix("W/"))
        let again = fixture.get(path, fields: [.ifNoneMatch: "\"other\", " + tag])
        #expect(again.status == .notModified && again.bytes.isEmpty)
        #expect(again.fields[.eTag] == tag)
        #expect(fixture.get(path, fields: [.ifNoneMatch: "\"other\""]).status == .ok)
    }
}
