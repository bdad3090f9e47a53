/// The whole of it on its own threads: one log, two loops, both carriers.
@testable import Streams
import HTTP
import Linux
import Synchronization
import Testing
import TestSupport

@Suite struct LogBroadcasterTests {
    /// The job as any thread may ask for it.
    private final class Description: Sendable {
        let source: Mutex<LogSource>
        init(_ log: GrowingLog) { source = Mutex(log.source) }
        func update(_ log: GrowingLog) { let new = log.source; source.withLock { $0 = new } }
    }

    private func broadcaster(_ description: Description, on loop: EventLoop) throws -> LogBroadcaster {
        let broadcaster = try LogBroadcaster(boot: "b", ui: "u", heartbeat: .seconds(3600)) { job in
            job == GrowingLog.job ? description.source.withLock { $0 } : nil
        }
        for number in 0..<2 { broadcaster.attach(loop, number: number) }
        return broadcaster
    }

    @Test func `every reader gets every line and the end`() throws {
        let (loop, log) = (try EventLoop(), try GrowingLog("INFO: 1\n"))
        let description = Description(log)
        let broadcaster = try broadcaster(description, on: loop)
        let forms = [Rendering(carrier: .eventStream), Rendering(carrier: .eventStream, format: .lines)]
        var readers = forms.map { form in
            let sink = FakeSink()
            return (
                form, sink,
                broadcaster.eventStream(of: GrowingLog.job, from: .line(1), form)(sink) as any BodySource
            )
        }
        let (form, sink) = (Rendering(carrier: .webSocket), FakeSink(loop: 1))
        readers.append((form, sink, broadcaster.webSocket(of: GrowingLog.job, from: .line(1), form)(sink)))
        for number in 2...300 {
            try log.append("INFO: \(number)\n")
            if number % 50 == 0 {
                try loop.run(until: "line \(number)") {
                    readers.allSatisfy { Tape($0.0, $0.1.written).lines.count == number }
                }
            }
        }
        try log.finish()
        description.update(log)
        broadcaster.jobEnded(GrowingLog.job)
        try loop.run(until: "the end") { readers.allSatisfy { $0.1.finishes == 1 } }
        let lines = try log.lines()
        for (form, sink, source) in readers {
            let tape = Tape(form, sink.written)
            #expect(tape.lines == lines && tape.faults == [] && tape.types.last == "end")
            source.closed()
        }
    }

    @Test func `a server that goes says goodbye to its readers`() throws {
        let (loop, log) = (try EventLoop(), try GrowingLog("1\n"))
        let broadcaster = try broadcaster(Description(log), on: loop)
        let (form, sink) = (Rendering(carrier: .eventStream), FakeSink())
        let source = broadcaster.eventStream(of: GrowingLog.job, from: .line(1), form)(sink)
        try loop.run(until: "the line") { Tape(form, sink.written).lines.count == 1 }
        source.drained()
        source.shutdown()
        #expect(Tape(form, sink.written).types.last == "bye" && sink.finishes == 1)
        source.closed()
    }

    @Test func `what a WebSocket reader says changes nothing`() throws {
        let (loop, log) = (try EventLoop(), try GrowingLog("1\n"))
        let broadcaster = try broadcaster(Description(log), on: loop)
        let (form, sink) = (Rendering(carrier: .webSocket), FakeSink())
        let source = broadcaster.webSocket(of: GrowingLog.job, from: .line(1), form)(sink)
        try loop.run(until: "the line") { Tape(form, sink.written).lines.count == 1 }
        let before = sink.written
        for text in [#"{"op":"ack","j":"x","to":1}"#, "no JSON", ""] { source.received(text: text) }
        source.received(binary: [1])
        #expect(sink.written == before && sink.finishes == 0)
        source.closed()
    }
}
