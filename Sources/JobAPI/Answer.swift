/// What the generated routes answer with.
import HTTP
import JSON

enum Answer {
    /// Told about an error that is no `ProblemError`: the client learns nothing of it but 500.
    typealias Report = @Sendable (any Error, Request) -> Void

    static func to(_ request: Request, _ report: Report, _ operation: () throws -> Response) -> Response {
        do {
            return try operation()
        } catch let error as ProblemError {
            return error.response
        } catch {
            report(error, request)
            return ProblemError(.internalServerError, detail: "The server failed; its log says why.").response
        }
    }

    static func json(
        _ status: Status, type: String = MediaType.json.description, fields: Fields = Fields(),
        _ encode: (inout JSONWriter) -> Void
    ) -> Response {
        var writer = JSONWriter(reservingCapacity: 1024)
        encode(&writer)
        var fields = fields
        fields.set(.contentType, type)
        return Response(status: status, fields: fields, body: .bytes(writer.bytes))
    }

    /// A body that is not JSON. A type among `fields` wins over the document's.
    static func body(_ status: Status, type: String, fields: Fields, _ body: Response.Body) -> Response {
        var fields = fields
        if !fields.contains(.contentType) { fields.append(.contentType, type) }
        return Response(status: status, fields: fields, body: body)
    }

    static func empty(_ status: Status, fields: Fields = Fields()) -> Response {
        Response(status: status, fields: fields)
    }

    /// Neither a cache nor a proxy may hold events back (`X-Accel-Buffering` is nginx's word for it).
    static func events(_ status: Status, fields: Fields = Fields(), _ start: @escaping StreamStart)
        -> Response
    {
        var fields = fields
        fields.set(.contentType, MediaType.eventStream.description)
        fields.set(.cacheControl, "no-store")
        fields.set("X-Accel-Buffering", "no")
        return Response(status: status, fields: fields, body: .stream(start))
    }

    static func upgrade(fields: Fields = Fields(), _ start: @escaping WebSocketStart) -> Response {
        Response(status: .switchingProtocols, fields: fields, body: .webSocket(start))
    }
}
