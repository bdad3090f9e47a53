// A source that remembers what it was told, and lets the test write through its loop.
import HTTP
import HTTPServer
import Synchronization

/// What a source has heard, for the test's own thread.
final class Heard: Sendable {
    private let words = Mutex<[String]>([])

    var all: [String] { words.withLock { $0 } }

    func add(_ word: String) { words.withLock { $0.append(word) } }
}

final class TestSource: MessageSource {
    private let sink: any BodySink
    private let heard: Heard
    private let onDrained: ((any BodySink) -> Void)?

    init(_ sink: any BodySink, _ heard: Heard, onDrained: ((any BodySink) -> Void)? = nil) {
        self.sink = sink
        self.heard = heard
        self.onDrained = onDrained
    }

    func drained() {
        heard.add("drained")
        onDrained?(sink)
    }

    func closed() { heard.add("closed") }

    func shutdown() {
        heard.add("shutdown")
        // On a WebSocket bytes are frames; these two streams tell themselves apart by type.
        if !(sink is any MessageSink) { sink.write(Array("bye".utf8)) }
        sink.finish()
    }

    func received(text: String) {
        heard.add("text \(text)")
        if text == "close me" {
            (sink as? any MessageSink)?.close(code: 4000, reason: "as you wish")
        } else if let count = Int(text) {
            // Each way of writing in its turn.
            for number in 1...count {
                let frame = FrameEncoder.text(Array("\(number) of \(text)".utf8))
                if number % 3 == 0 { sink.write(frame) } else { sink.send(frame) }
            }
        } else {
            sink.write(FrameEncoder.text(Array("echo \(text)".utf8)))
        }
    }

    func received(binary: [UInt8]) { heard.add("binary \(binary.count)") }
}
