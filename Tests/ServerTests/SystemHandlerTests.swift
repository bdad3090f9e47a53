/// Health and templates through the router.
@testable import AnanaServer
import HTTP
import JSON
import Testing

@Suite struct SystemHandlerTests {
    @Test func `health tells the version and this run`() throws {
        let response = try ProjectFixture().get("/healthz")
        #expect(response.status == .ok)
        #expect(
            response.json == ["status": "ok", "version": .string(AnanaServer.Version.current), "boot": "b"])
    }

    @Test func `templates come with their parameters, a flavor with what there is to choose`() throws {
        let items = try ProjectFixture().get("/api/v1/templates").json["items"]?.arrayValue ?? []
        #expect(items.count == 2 && items[0]["id"] == "train" && items[0]["title"] == "Train")
        let parameters = items[0]["parameters"]?.arrayValue ?? []
        #expect(parameters.map { $0["name"]?.stringValue } == ["trials", "flavor"])
        #expect(
            parameters[0]["type"] == "integer" && parameters[0]["default"] == 3
                && parameters[0]["flag"] == "--trials")
        #expect(parameters[1]["choices"] == ["cpu"])
    }
}
