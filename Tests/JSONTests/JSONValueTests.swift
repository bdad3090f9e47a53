/// Values without a schema.
import JSON
import Testing

@Suite struct JSONValueTests {
    @Test func `members keep their order`() throws {
        let text = #"{"z":1,"a":{"y":[1,2.5,"s",null,true]},"m":{}}"#
        #expect(try JSONValue(parsing: Array(text.utf8)).encoded() == Array(text.utf8))
    }

    @Test func `accessors give nil for another kind`() {
        let value: JSONValue = ["n": 3, "f": 2.5, "s": "x", "l": [1], "b": true, "z": nil]
        #expect(value["n"]?.integerValue == 3)
        #expect(value["n"]?.numberValue == 3)
        #expect(value["f"]?.integerValue == nil)
        #expect(value["f"]?.numberValue == 2.5)
        #expect(value["s"]?.stringValue == "x")
        #expect(value["s"]?.integerValue == nil)
        #expect(value["l"]?.arrayValue == [1])
        #expect(value["b"]?.boolValue == true)
        #expect(value["z"]?.isNull == true)
        #expect(value["missing"] == nil)
    }

    @Test func `a member is set, replaced and removed`() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["c"] = 3
        object["a"] = 0
        object["b"] = nil as JSONValue?
        #expect(object == ["a": 0, "c": 3])
    }
}
