// What is stored answers conditions and ranges (RFC 9110 sections 13, 14, 15.3.7).
import HTTP
import Testing

@Suite("Representation, RFC 9110") struct RepresentationTests {
    private func respond(_ fields: Fields, method: Method = .get) -> Response {
        let representation = Representation(
            size: 10, tag: EntityTag("t"), fields: [.contentType: "text/plain"])
        return representation.respond(to: Request(method: method, target: "/", fields: fields)) { range in
            .bytes(Array(Array("0123456789".utf8)[Int(range.lowerBound)..<Int(range.upperBound)]))
        }
    }

    private func text(_ response: Response) -> String? {
        guard case .bytes(let bytes) = response.body else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the whole says that ranges may be asked for`() {
        let response = respond([:])
        #expect(response.status == .ok)
        #expect(response.fields[.acceptRanges] == "bytes")
        #expect(response.fields[.eTag] == "\"t\"")
        #expect(text(response) == "0123456789")
    }

    @Test func `a part is 206 with its place`() {
        let response = respond([.range: "bytes=2-4"])
        #expect(response.status == .partialContent)
        #expect(response.fields[.contentRange] == "bytes 2-4/10")
        #expect(text(response) == "234")
    }

    @Test func `a part past the end is 416 with the size`() {
        let response = respond([.range: "bytes=10-"])
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.fields[.contentRange] == "bytes */10")
    }

    @Test func `a stale If-Range gets the whole`() {
        #expect(respond([.range: "bytes=2-4", .ifRange: "\"old\""]).status == .ok)
    }

    @Test func `a known representation is 304 without type`() {
        let response = respond([.ifNoneMatch: "\"t\"", .range: "bytes=0-1"])
        #expect(response.status == .notModified)
        #expect(response.fields[.eTag] == "\"t\"")
        #expect(response.fields[.contentType] == nil)
    }

    @Test func `Range counts for GET only (14.2)`() {
        #expect(respond([.range: "bytes=2-4"], method: .head).status == .ok)
    }
}
