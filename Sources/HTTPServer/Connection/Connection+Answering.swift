/// From parsed bytes to queued answers.
internal import HTTP
internal import Linux

extension Connection {
    /// Takes requests from the first `count` bytes of `input`; keeps what can't be taken yet.
    func parse(_ input: [UInt8], _ count: Int) {
        let work = work
        let bytes = input.span.extracting(0..<count)
        var offset = 0
        do throws(ParseError) {
            while state.takesRequests, work.stream == nil, !isFull {
                if repeatAnswer(bytes, &offset, work) { continue }
                let start = work.intake.parser.isBetweenRequests ? offset : nil
                guard let event = try work.intake.parser.next(bytes, from: &offset) else {
                    apply(waiting(work))
                    break
                }
                switch event {
                case .continueExpected: enqueue(ResponseEncoder.continueLine)
                case .request(let request):
                    // Only what came whole, without a body, can come again.
                    let from = request.body.isEmpty ? start ?? offset : offset
                    answer(request, work, bytes.extracting(from..<offset))
                }
            }
        } catch {
            refuse(error.status, detail: error.description)
            return
        }
        guard offset < count else { return }
        if let session = work.session, state.phase == .upgraded {
            session.receive(bytes.extracting(offset..<count))
        } else if state.phase != .finishing && state.phase != .closed {
            work.leftover = Array(input[offset..<count])
        }
    }

    private func waiting(_ work: Workspace) -> ConnectionState.Event {
        if work.intake.parser.isBetweenRequests { return .waitsForRequest }
        return work.intake.parser.isInBody ? .waitsForBody : .waitsForHead
    }

    /// - Parameter bytes: of the whole request; empty where they are not at hand.
    private func answer(_ request: Request, _ work: Workspace, _ bytes: Span<UInt8>) {
        let began = context.services.log == nil ? nil : Instant.now
        work.exchange = Exchange(
            context.nextID(), Asked(request), began: began, appendedBefore: work.output.totalAppended)
        apply(.requestCame(keepsAlive: request.keepsAlive && !context.isDraining))
        if let refusal = context.services.check(request) { return deliver(refusal) }
        switch context.services.respond(request) {
        case .response(let response):
            if !bytes.isEmpty, !state.isLast, request.version == .http11 {
                context.kept.keep(response, to: request, bytes)
            }
            deliver(response)
        case .work(let lane, let work): run(work, on: lane)
        }
    }

    /// Answers a request that has been answered before; false when there is none or it must be made anew.
    private func repeatAnswer(_ bytes: Span<UInt8>, _ offset: inout Int, _ work: Workspace) -> Bool {
        guard offset < bytes.count, work.intake.parser.isBetweenRequests, !context.isDraining,
            let kept = context.kept.answer(to: bytes, at: offset)
        else { return false }
        offset += kept.head.count
        if context.services.log != nil {
            var exchange = Exchange(
                context.nextID(), kept.asked, began: .now, appendedBefore: work.output.totalAppended)
            exchange.status = kept.status
            work.exchange = exchange
        }
        apply(.requestCame(keepsAlive: true))
        precondition(work.output.answerBytes == context.answers.count, "the answers are this connection's")
        context.answers.append(contentsOf: context.opening(kept.status))
        context.answers.append(contentsOf: kept.remainder)
        work.output.take(answers: context.answers)
        if context.services.log != nil { endExchange() }
        apply(.answered)
        return true
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
        settleLate()
    }

    private func deliver(_ response: Response) {
        work.exchange?.status = response.status
        switch response.body {
        case .empty: send(response, bytes: [])
        case .bytes(let bytes): send(response, bytes: bytes)
        case .file(let file): send(response, [.file(file)])
        case .parts(let parts): send(response, parts)
        case .stream(let start): begin(start, response)
        case .webSocket(let start): upgrade(start, response)
        }
    }

    /// Small answers go into the loop's buffer, large ones are sent from where they lie.
    private func send(_ response: Response, bytes: [UInt8]) {
        let work = work
        let hasBody = response.status.allowsBody
        let sendsBody = hasBody && work.exchange?.isHead != true
        encode(response, hasBody ? .length(Int64(bytes.count)) : .none)
        if sendsBody {
            if bytes.count <= 16 * 1024 {
                context.answers.append(contentsOf: bytes)
                work.output.take(answers: context.answers)
            } else {
                enqueue(bytes)
            }
        }
        endExchange()
        apply(.answered)
    }

    private func send(_ response: Response, _ parts: [Response.Body]) {
        let open: [OpenFile?]
        do throws(SystemError) {
            open = try parts.map { (part) throws(SystemError) in
                if case .file(let file) = part { try OpenFile(file.path) } else { nil }
            }
        } catch {
            let status: Status = error.isMissing ? .notFound : .internalServerError
            deliver(ProblemResponse.make(status, detail: "The file can't be read now."))
            return
        }
        encode(response, .length(response.body.length ?? 0))
        let work = work
        if work.exchange?.isHead != true {
            for (part, file) in zip(parts, open) {
                if case .bytes(let bytes) = part { enqueue(bytes) }
                guard case .file(let body) = part, let file else { continue }
                work.output.keep(answers: &context.answers)
                work.output.append(file, offset: UInt64(body.offset), count: body.count)
            }
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
        let work = work
        guard work.exchange?.isHead == true || beginStream() else { return refuseStream() }
        let isChunked = work.exchange?.version == .http11 && !isEventStream
        apply(.streamBegan(isLast: !isChunked))
        encode(response, isChunked ? .chunked : .untilClose)
        guard work.exchange?.isHead != true else { return endStream() }
        let stream = BodyStream(outlet: self, isChunked: isChunked, isEventStream: isEventStream)
        work.stream = stream
        if state.isLast { work.endIntake() }
        stream.begin(start)
    }

    private func upgrade(_ start: WebSocketStart, _ response: Response) {
        let work = work
        switch (work.exchange?.asked?.request).map({ Handshake($0) }) ?? .notAsked {
        case .accepted(let key):
            guard beginStream() else { return refuseStream() }
            var response = response
            response.status = .switchingProtocols
            response.fields.set(.upgrade, "websocket")
            response.fields.set(.connection, "Upgrade")
            response.fields.set(.secWebSocketAccept, key)
            work.exchange?.status = .switchingProtocols
            apply(.upgraded)
            encode(response, .upgrade)
            let session = WebSocketSession(
                outlet: self, maxMessageBytes: context.configuration.maxMessageBytes)
            work.session = session
            work.endIntake()
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

    private func refuseStream() {
        let detail = "There are too many streams to your address; close one, or poll."
        deliver(ProblemResponse.make(.tooManyRequests, detail: detail, fields: [.retryAfter: "5"]))
    }

    /// The protocol itself was broken: nobody can tell where a next request would begin.
    func refuse(_ status: Status, detail: String) {
        let response = ProblemResponse.make(status, detail: detail)
        guard case .bytes(let body) = response.body else { return }
        let work = work
        let began = context.services.log == nil ? nil : Instant.now
        let asked = work.intake.parser.unfinished.map { Asked($0) }
        var exchange = Exchange(
            context.nextID(), asked, began: began, appendedBefore: work.output.totalAppended)
        exchange.status = status
        work.exchange = exchange
        apply(.refused)
        encode(response, .length(Int64(body.count)))
        context.answers.append(contentsOf: body)
        work.output.take(answers: context.answers)
        endExchange()
    }

    func refuseTimeout() {
        refuse(.requestTimeout, detail: "The request did not come to its end in time.")
    }

    func endExchange() {
        let work = work
        guard var ended = work.exchange else { return }
        work.exchange = nil
        guard context.services.log != nil else { return }
        ended.appendedAfter = work.output.totalAppended
        work.unsent.append(ended)
    }

    /// The head of an answer, into the loop's buffer.
    private func encode(_ response: Response, _ framing: ResponseEncoder.Framing) {
        let work = work
        // Whatever another connection left there would go to the wrong client.
        precondition(work.output.answerBytes == context.answers.count, "the answers are this connection's")
        context.answers.append(contentsOf: context.opening(response.status))
        if let exchange = work.exchange, response.status.code >= 400 {
            // The line of the log that tells of this, for whoever asks why.
            context.answers.append(contentsOf: "X-Request-Id: ".utf8)
            exchange.id.append(to: &context.answers)
            context.answers.append(contentsOf: "\r\n".utf8)
        }
        ResponseEncoder.encode(
            response.fields, framing, keepAlive: !state.isLast, to: work.exchange?.version ?? .http11,
            into: &context.answers)
        work.output.take(answers: context.answers)
    }
}
