/// What the handler of an operation takes and gives: computed once, for the protocol and for the route.
struct OperationShape {
    let operation: Operation
    /// The enum that holds `Input` and `Output`.
    let namespace: String
    let inputs: [Input]
    let outputs: [Output]

    struct Input {
        let name: String
        let type: String
        /// Swift for what it is when the request says nothing.
        let defaultCode: String?
        let comment: String?
        let source: Source

        enum Source {
            case parameter(Operation.Parameter)
            case body(Operation.RequestBody)
            /// The request's header fields, for `Range` and `If-*`.
            case fields
        }
    }

    struct Output {
        let name: String
        let response: Operation.Response
        let payload: [Part]
    }

    /// One associated value of a case of `Output`.
    struct Part {
        let label: String?
        let type: String
        let source: Source

        enum Source {
            case content
            case header(Operation.Header)
            case fields
        }

        /// What the route calls it.
        var local: String { label ?? "content" }
    }

    /// An answer of bytes is the handler's whole: it needs the request's fields and sets the response's.
    private let answersBytes: Bool

    init(_ operation: Operation, _ names: TypeNames) {
        self.operation = operation
        namespace = Names.type(operation.id) ?? operation.id
        let answersBytes = operation.responses.contains {
            if case .bytes = $0.content { true } else { false }
        }
        self.answersBytes = answersBytes
        var inputs = operation.parameters.map { Self.input($0, names) }
        if let body = operation.body { inputs.append(Self.input(body, names)) }
        if answersBytes {
            let comment = "The request's fields, for `Range` and `If-*`."
            inputs.append(
                Input(name: "fields", type: "Fields", defaultCode: nil, comment: comment, source: .fields))
        }
        self.inputs = inputs
        outputs = operation.responses.filter { !$0.isProblem }.map { response in
            Output(
                name: Self.name(of: response), response: response,
                payload: Self.payload(of: response, withFields: answersBytes, names))
        }
    }

    /// `ok`; for the media types behind the first also which: `okTextCsv`.
    private static func name(of response: Operation.Response) -> String {
        let name = names[response.status] ?? "status\(response.status)"
        return name + (response.mediaType.flatMap(Names.type) ?? "")
    }

    private static func input(_ parameter: Operation.Parameter, _ names: TypeNames) -> Input {
        let type = names.memberType(
            parameter.schema, isRequired: parameter.isRequired,
            suggesting: Names.type(parameter.name) ?? parameter.name)
        return Input(
            name: Names.member(parameter.name) ?? parameter.name, type: type,
            defaultCode: parameter.isRequired ? nil : names.defaultCode(parameter.schema),
            comment: parameter.description, source: .parameter(parameter))
    }

    private static func input(_ body: Operation.RequestBody, _ names: TypeNames) -> Input {
        let type = names.name(of: body.schema, suggesting: "Body")
        let isOptional = !body.isRequired || names.isNullable(body.schema)
        return Input(
            name: "body", type: type + (isOptional ? "?" : ""), defaultCode: nil, comment: nil,
            source: .body(body))
    }

    private static func payload(of response: Operation.Response, withFields: Bool, _ names: TypeNames)
        -> [Part]
    {
        var parts: [Part] = []
        switch response.content {
        case .none, .problem: break
        case .json(let schema, _):
            let type = names.name(of: schema, suggesting: "Body") + (names.isNullable(schema) ? "?" : "")
            parts.append(Part(label: nil, type: type, source: .content))
        case .bytes: parts.append(Part(label: nil, type: "Response.Body", source: .content))
        case .events: parts.append(Part(label: nil, type: "StreamStart", source: .content))
        case .upgrade: parts.append(Part(label: nil, type: "WebSocketStart", source: .content))
        }
        for header in response.headers {
            let type = names.memberType(header.schema, isRequired: header.isRequired, suggesting: "String")
            parts.append(
                Part(label: Names.member(header.name) ?? header.name, type: type, source: .header(header)))
        }
        if withFields { parts.append(Part(label: "fields", type: "Fields", source: .fields)) }
        return parts
    }

    private static let names: [Int: String] = [
        101: "switchingProtocols", 200: "ok", 201: "created", 202: "accepted", 204: "noContent",
        206: "partialContent",
        301: "movedPermanently", 302: "found", 303: "seeOther", 304: "notModified", 307: "temporaryRedirect",
        308: "permanentRedirect",
    ]
}
