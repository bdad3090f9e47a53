// Header fields: order, repeats, names without case (RFC 9110 section 5).
import HTTP
import Testing

@Suite("Fields, RFC 9110 section 5") struct FieldsTests {
    @Test func `names are found in any spelling`() {
        let fields: Fields = ["Content-Type": "a"]
        #expect(fields["content-TYPE"] == "a")
        #expect(fields["content-typ"] == nil)
        #expect(FieldName("A-b") == FieldName("a-B"))
        #expect(FieldName("A-b").hashValue == FieldName("a-B").hashValue)
    }

    @Test func `repeats are kept in order`() {
        var fields: Fields = ["A": "1", "B": "x"]
        fields.append("a", "2")
        #expect(fields["A"] == "1")
        #expect(fields.all("A") == ["1", "2"])
        #expect(fields.pairs.map(\.value) == ["1", "x", "2"])
    }

    @Test func `setting replaces all of that name`() {
        var fields: Fields = ["A": "1", "a": "2", "B": "x"]
        fields.set("A", "3")
        #expect(fields.all("A") == ["3"])
        #expect(fields.count == 2)
        fields["B"] = nil
        #expect(fields["B"] == nil)
    }

    @Test func `a list is joined over fields and trimmed`() {
        let fields: Fields = ["A": "x, y ,", "A": " z"]
        #expect(fields.list("A") == ["x", "y", "z"])
    }
}
