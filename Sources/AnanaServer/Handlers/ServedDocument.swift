/// `openapi.yaml` as this program was built with it, also as JSON.
internal import HTTP
internal import HTTPServer
internal import JobAPI

struct ServedDocument: DocumentHandlers {
    private let yamlTag = ContentTag.make(APIDocument.yaml.bytes)
    private let jsonTag = ContentTag.make(APIDocument.json.bytes)

    func readDocument(_ input: ReadDocument.Input) throws -> ReadDocument.Output {
        let tag = yamlTag.description
        if isHeld(yamlTag, input.ifNoneMatch) { return .notModified(eTag: tag, fields: Self.fields) }
        return .ok(.bytes(APIDocument.yaml.bytes), eTag: tag, fields: Self.fields)
    }

    func readDocumentAsJSON(_ input: ReadDocumentAsJSON.Input) throws -> ReadDocumentAsJSON.Output {
        let tag = jsonTag.description
        if isHeld(jsonTag, input.ifNoneMatch) { return .notModified(eTag: tag, fields: Self.fields) }
        return .ok(.bytes(APIDocument.json.bytes), eTag: tag, fields: Self.fields)
    }

    private static let fields: Fields = [.cacheControl: "no-cache", .xContentTypeOptions: "nosniff"]

    private func isHeld(_ tag: EntityTag, _ tags: String?) -> Bool {
        guard let tags else { return false }
        let asked = Request(target: "/", fields: [.ifNoneMatch: tags])
        return Conditional.evaluate(asked, tag: tag, modified: nil) == .notModified
    }
}

extension StaticString {
    fileprivate var bytes: [UInt8] { Array(UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)) }
}
