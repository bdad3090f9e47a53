/// A connection that carries one log and nothing else.
internal import HTTP

final class LogConnection: LogOutlet {
    private let encoder: CarrierEncoder
    private let saysLag: Bool
    private let frames: ControlFrames
    private let sink: any BodySink
    private var heartbeat = Heartbeat()

    init(job: String, saysLag: Bool, rendering: Rendering, frames: ControlFrames, sink: any BodySink) {
        encoder = CarrierEncoder(job: job, rendering: rendering)
        self.saysLag = saysLag
        self.frames = frames
        self.sink = sink
    }

    var isFull: Bool { sink.isFull }

    func begin() {
        // Proxies and `fetch` let an answer through with its first bytes (streams-and-web.md section 1.2).
        let rendering = encoder.rendering
        let isOfEvents = rendering.format == .frames || rendering.format == .lines
        if rendering.carrier == .eventStream && isOfEvents { sink.write(EventCarrier.opening) }
    }

    func opened(_ head: LogHead, from: Int64) {
        announce(encoder.greeting(frames, head, from: from, saysLag: saysLag))
    }

    func write(_ bytes: [UInt8], next: Int64) {
        if bytes.isEmpty { return }
        heartbeat.wrote()
        sink.send(bytes)
    }

    func announce(_ bytes: [UInt8]) {
        if bytes.isEmpty { return }
        heartbeat.wrote()
        sink.write(bytes)
    }

    func reset(_ head: LogHead) {
        announce(encoder.reset(head, why: "rebuilt"))
    }

    func trimmed(_ head: LogHead, next: Int64) {
        announce(encoder.reset(head, why: "retention"))
    }

    func refused(_ refusal: StartPosition.Refusal) {
        announce(encoder.refused(refusal))
        sink.finish()
    }

    func end(_ bytes: [UInt8], next: Int64) {
        announce(bytes)
        sink.finish()
    }

    func beat(next: Int64) {
        if heartbeat.beat(isFull: sink.isFull) { sink.write(encoder.ping(next: next)) }
    }

    func shutdown() {
        announce(encoder.bye())
        sink.finish()
    }
}
