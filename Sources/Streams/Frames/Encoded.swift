/// One frame in the forms of all carriers: encoded once, whoever gets it.
internal import HTTP

struct Encoded: Sendable {
    /// As it stands in the answer to a long poll.
    let json: [UInt8]
    /// A Server-Sent Event without its `id:`, which each stream puts in front.
    let event: [UInt8]
    /// A WebSocket's text message.
    let message: [UInt8]

    init(_ name: StaticString, _ json: [UInt8]) {
        self.json = json
        var event: [UInt8] = []
        event.reserveCapacity(json.count + 32)
        ServerEvent.append(json, name, id: nil, to: &event)
        self.event = event
        message = FrameEncoder.text(json)
    }

    func bytes(for carrier: Rendering.Carrier) -> [UInt8] {
        switch carrier {
        case .eventStream, .topicStream: event
        case .webSocket: message
        case .longPoll: json + [UInt8(ascii: ",")]
        }
    }
}
