/// The frames that are no lines, byte for byte as the page expects them.
@testable import Streams
import JobAPI
import Testing

@Suite("ControlFrames, streams-and-web.md 3.7") struct ControlFramesTests {
    private static let job = GrowingLog.job
    private static let frames = ControlFrames(
        boot: "01kb3boot", ui: "3f9c2a1e0b77d4c1", heartbeat: .seconds(15))
    private static let completed = EndOfLog(state: "completed", cause: nil, exitCode: 0, signal: nil)

    private static func head(next: Int64, _ state: String, isComplete: Bool = false) -> LogHead {
        LogHead(first: 1, next: next, epoch: "a1", state: state, isComplete: isComplete)
    }

    private static func open(_ text: String) -> OpenLine {
        var open = OpenLine()
        _ = open.update(Array(text.utf8))
        return open
    }

    private static let made: [(String, [UInt8])] = [
        (
            "hello",
            frames.hello(
                "sse", cursor: "l96413", (job, head(next: 98413, "running")), at: 1_764_000_000_000)
        ),
        (
            "hello-final",
            frames.hello(
                "ws", cursor: "l1", (job, head(next: 3, "failed", isComplete: true)), at: 1_764_000_000_000)
        ),
        ("progress", ControlFrames.progress(job, at: 98305, open("Epoch 3: 62%|######---| 620/1000"))),
        ("progress-cleared", ControlFrames.progress(job, at: 98306, OpenLine())),
        ("lag", ControlFrames.lag(job, 1..<96413, why: "tail")),
        (
            "reset",
            ControlFrames.reset(
                job, LogHead(first: 1, next: 1, epoch: "a2", state: "running", isComplete: false), why: "rebuilt")
        ),
        ("end-completed", ControlFrames.end(job, to: 98413, bytes: 10_905_190, completed)),
        (
            "end-failed",
            ControlFrames.end(
                job, to: 3, bytes: 120,
                EndOfLog(state: "failed", cause: "exit_code", exitCode: 3, signal: nil))
        ),
        (
            "end-killed",
            ControlFrames.end(
                job, to: 3, bytes: 120, EndOfLog(state: "failed", cause: "signal", exitCode: nil, signal: 9))
        ),
        ("ping", ControlFrames.ping(job, next: 98413, at: 1_764_000_015_000)),
        ("error", ControlFrames.badCursor("line 9 lies past the end: the next line will be number 3")),
        ("bye", ControlFrames.bye()),
        (
            "reset-retention",
            ControlFrames.reset(
                job, LogHead(first: 50001, next: 98413, epoch: "a3", state: "running", isComplete: false),
                why: "retention")
        ),
        ("lag-slow", ControlFrames.lag(job, 100..<96413, why: "slow")),
        ("hello-topics", frames.hello("poll", cursor: "b01kb3boot.e812", nil, at: 1_764_000_000_000)),
        ("reset-topics", ControlFrames.reset(["jobs", "queue"], seq: 816, why: "restart")),
        ("ping-topics", ControlFrames.ping(seq: 816, (job, 98413), at: 1_764_000_015_000)),
        (
            "metric",
            MetricRows(
                range: 1200..<1202, lines: [98301, 98312], times: [1_764_000_000_000, 1_764_000_001_000],
                steps: [1200, nil],
                columns: [
                    .init(name: "train/loss", values: [0.241, .nan]),
                    .init(name: "lr", values: [nil, 0.0003]),
                ], isBehind: false
            ).frame(of: job).json
        ),
        ("error-topic", ControlFrames.error("bad_topic", 400, "Bad Request", "'cats' is no topic")),
    ]

    @Test(arguments: made)
    func `a frame is as it was agreed`(name: String, bytes: [UInt8]) throws {
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == String(decoding: try Golden.bytes("frames/" + name), as: UTF8.self))
    }

    @Test(arguments: [
        ("progress", ControlFrames.plainProgress(at: 98305, open("Epoch 3: 62%|######---| 620/1000"))),
        ("progress-cleared", ControlFrames.plainProgress(at: 98306, OpenLine())),
        ("end", ControlFrames.plainEnd(to: 98413, bytes: 10_905_190, completed)),
    ])
    func `so is one of format=lines`(name: String, bytes: [UInt8]) throws {
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == String(decoding: try Golden.bytes("lines/" + name), as: UTF8.self))
    }

    @Test func `every agreed frame is one that openapi.yaml describes`() throws {
        let names = try Golden.names(in: "frames")
        #expect(names.count >= 24)
        for name in names {
            var reader = SchemaReader(try Golden.bytes("frames/" + name))
            let frame = try Frame(from: &reader)
            try reader.finish()
            #expect(frame != nil && reader.violations.isEmpty, "\(name): \(reader.violations)")
        }
    }
}
