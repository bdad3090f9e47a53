/// From parsed bytes to queued answers.
internal import HTTP
internal import Linux

extension Connection {
    /// Takes requests from the first `count` bytes of the loop's input buffer; keeps what can't be taken yet.
    func parse(_ count: Int) {
        // A reference; nobody writes to the buffer until we return.
        let input = context.input
        let bytes = input.span.extracting(0..<count)
        var offset = 0
        do throws(ParseError) {
            while state.takesRequests, stream == nil, !isFull {
                guard let event = try parser.next(bytes, from: &offset) else {
                    apply(waiting)
                    break
                }
                switch event {
                case .continueExpected: output.append(ResponseEncoder.continueLine)
                case .request(let request): answer(request)
                }
            }
        } catch {
            refuse(error.status, detail: error.description)
            return
        }
        guard offset < count else { return }
        if let session, state.phase == .upgraded {
            session.receive(bytes.extracting(offset..<count))
        } else if state.phase != .finishing && state.phase != .closed {
            leftover = Array(input[offset..<count])
        }
    }

    private var waiting: ConnectionState.Event {
        if parser.isBetweenRequests { return .waitsForRequest }
        return parser.isInBody ? .waitsForBody : .waitsForHead
    }

    private func answer(_ request: Request) {
        let began = context.services.log == nil ? nil : Instant.now
        exchange = Exchange(request, began: began, appendedBefore: output.totalAppended)
        apply(.requestCame(keepsAlive: request.keepsAlive && !context.isDraining))
        switch context.services.respond(request) {
        case .response(let response): deliver(response)
        case .work(let lane, let work): run(work, on: lane)
        }
    }

    private func run(_ work: @escaping @Sendable () -> Response, on lane: Lane) {
        let connection = Confined(self, to: context.loop)
        let settle = lane == .control ? context.services.settle : nil
        let isAccepted = context.services.run(lane) {
            let response = work()
            let deliver: @Sendable () -> Void = { connection.post { $0.deliverLate(response) } }
            if let settle { settle(deliver) } else { deliver() }
        }
        guard !isAccepted else { return }
        let detail = "The server has as much to do as it can hold."
        deliver(ProblemResponse.make(.serviceUnavailable, detail: detail, fields: [.retryAfter: "1"]))
    }

    /// An answer that was made elsewhere; the peer may have gone meanwhile.
    private func deliverLate(_ response: Response) {
        guard state.phase == .answering else { return }
        deliver(response)
        settle()
    }

    private func deliver(_ response: Response) {
        exchange?.status = response.status
        switch response.body {
        case .empty: send(response, bytes: [])
        case .bytes(let bytes): send(response, bytes: bytes)
        case .file(let file): send(response, file)
        case .stream(let start): begin(start, response)
        case .webSocket(let start): upgrade(start, response)
        }
    }

    private func send(_ response: Response, bytes: [UInt8]) {
        let hasBody = response.status.allowsBody
        var head: [UInt8] = []
        let joins = bytes.count <= 16 * 1024
        head.reserveCapacity(320 + (joins ? bytes.count : 0))
        encode(response, hasBody ? .length(Int64(bytes.count)) : .none, into: &head)
        let sendsBody = hasBody && exchange?.method != .head
        if sendsBody && joins { head.append(contentsOf: bytes) }
        output.append(head)
        if sendsBody && !joins { output.append(bytes) }
        endExchange()
        apply(.answered)
    }

    private func send(_ response: Response, _ body: FileBody) {
        let file: OpenFile
        do throws(SystemError) {
            file = try OpenFile(body.path)
        } catch {
            let status: Status = error.isMissing ? .notFound : .internalServerError
            deliver(ProblemResponse.make(status, detail: "The file can't be read now."))
            return
        }
        var head: [UInt8] = []
        encode(response, .length(body.count), into: &head)
        output.append(head)
        if exchange?.method != .head {
            output.append(file, offset: UInt64(body.offset), count: body.count)
        }
        endExchange()
        apply(.answered)
    }

    /// Event streams end with their connection, as their clients expect; other bodies are chunked where the
    /// client
    /// knows how, so that it can tell the end from a cut.
    private func begin(_ start: StreamStart, _ response: Response) {
        let type = response.fields[.contentType].flatMap(MediaType.init)
        let isEventStream = type?.essence == MediaType.eventStream.essence
        let isChunked = exchange?.version == .http11 && !isEventStream
        apply(.streamBegan(isLast: !isChunked, isEndless: isEventStream))
        var head: [UInt8] = []
        encode(response, isChunked ? .chunked : .untilClose, into: &head)
        output.append(head)
        guard exchange?.method != .head else { return endStream() }
        let stream = BodyStream(outlet: self, isChunked: isChunked)
        self.stream = stream
        stream.begin(start)
    }

    private func upgrade(_ start: WebSocketStart, _ response: Response) {
        switch exchange?.handshake ?? .notAsked {
        case .accepted(let key):
            var response = response
            response.status = .switchingProtocols
            response.fields.set(.upgrade, "websocket")
            response.fields.set(.connection, "Upgrade")
            response.fields.set(.secWebSocketAccept, key)
            exchange?.status = .switchingProtocols
            apply(.upgraded)
            var head: [UInt8] = []
            encode(response, .upgrade, into: &head)
            output.append(head)
            let session = WebSocketSession(
                outlet: self, maxMessageBytes: context.configuration.maxMessageBytes)
            self.session = session
            session.begin(start)
        case .notAsked:
            let fields: Fields = [.upgrade: "websocket", .connection: "Upgrade"]
            deliver(ProblemResponse.make(.upgradeRequired, detail: "This is a WebSocket.", fields: fields))
        case .version:
            let fields: Fields = [.secWebSocketVersion: "13", .upgrade: "websocket", .connection: "Upgrade"]
            deliver(ProblemResponse.make(.upgradeRequired, detail: "The version must be 13.", fields: fields))
        case .malformed:
            deliver(ProblemResponse.make(.badRequest, detail: "The WebSocket handshake is malformed."))
        }
    }

    /// The protocol itself was broken: nobody can tell where a next request would begin.
    func refuse(_ status: Status, detail: String) {
        let response = ProblemResponse.make(status, detail: detail)
        guard case .bytes(let body) = response.body else { return }
        var bytes: [UInt8] = []
        apply(.refused)
        encode(response, .length(Int64(body.count)), into: &bytes)
        output.append(bytes + body)
    }

    func refuseTimeout() {
        refuse(.requestTimeout, detail: "The request did not come to its end in time.")
    }

    func endExchange() {
        guard var ended = exchange else { return }
        exchange = nil
        guard context.services.log != nil else { return }
        ended.appendedAfter = output.totalAppended
        unsent.append(ended)
    }

    private func encode(_ response: Response, _ framing: ResponseEncoder.Framing, into bytes: inout [UInt8]) {
        ResponseEncoder.encode(
            status: response.status, fields: response.fields, framing: framing, keepAlive: !state.isLast,
            to: exchange?.version ?? .http11, date: context.date, into: &bytes)
    }
}
