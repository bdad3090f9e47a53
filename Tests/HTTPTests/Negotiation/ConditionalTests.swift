// Preconditions in their order (RFC 9110 section 13).
import HTTP
import Testing

@Suite("Conditional, RFC 9110 section 13") struct ConditionalTests {
    private let tag = EntityTag("v1")
    private let modified = HTTPDate(secondsSince1970: 784_111_777)

    private func outcome(_ fields: Fields, _ method: Method = .get) -> Conditional {
        Conditional.evaluate(
            Request(method: method, target: "/", fields: fields), tag: tag, modified: modified)
    }

    @Test(arguments: ["\"v1\"", "W/\"v1\"", "\"x\", \"v1\"", "*"])
    func `If-None-Match that matches is 304 for a reader`(value: String) {
        #expect(outcome(["If-None-Match": value]) == .notModified)
        #expect(outcome(["If-None-Match": value], .head) == .notModified)
        #expect(outcome(["If-None-Match": value], .put) == .preconditionFailed)
    }

    @Test func `If-None-Match wins over If-Modified-Since (13.2.2)`() {
        let fields: Fields = [
            "If-None-Match": "\"old\"", "If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"
        ]
        #expect(outcome(fields) == .proceed)
    }

    @Test func `If-Modified-Since compares dates`() {
        #expect(outcome(["If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"]) == .notModified)
        #expect(outcome(["If-Modified-Since": "Sun, 06 Nov 1994 08:49:36 GMT"]) == .proceed)
        #expect(outcome(["If-Modified-Since": "nonsense"]) == .proceed)
    }

    @Test func `If-Match compares strongly`() {
        #expect(outcome(["If-Match": "\"v1\""]) == .proceed)
        #expect(outcome(["If-Match": "*"]) == .proceed)
        #expect(outcome(["If-Match": "W/\"v1\""]) == .preconditionFailed)
        #expect(outcome(["If-Match": "\"v2\""]) == .preconditionFailed)
    }

    @Test func `If-Unmodified-Since fails on a newer representation`() {
        #expect(outcome(["If-Unmodified-Since": "Sun, 06 Nov 1994 08:49:36 GMT"]) == .preconditionFailed)
        #expect(outcome(["If-Unmodified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"]) == .proceed)
    }

    @Test(
        arguments: [
            (nil, true), ("\"v1\"", true), ("W/\"v1\"", false), ("\"v2\"", false),
            ("Sun, 06 Nov 1994 08:49:37 GMT", true), ("Sun, 06 Nov 1994 08:49:38 GMT", false),
            ("nonsense", false)
        ] as [(String?, Bool)])
    func `If-Range asks for the very representation (13.1.5)`(value: String?, honored: Bool) {
        var request = Request(target: "/")
        request.fields[.ifRange] = value
        #expect(Conditional.honorsRange(request, tag: tag, modified: modified) == honored)
    }
}
