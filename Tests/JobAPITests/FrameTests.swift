/// Frames of the streams: one type, told apart by a member.
import JobAPI
import JSON
import Testing

@Suite struct FrameTests {
    private static let frames: [Frame] = [
        .hello(
            HelloFrame(
                v: 1, boot: "b", ui: "u", t: 5, hb: 15_000, transport: .sse, cursor: "c",
                log: [
                    "j1": LogTopic(
                        first: 1, next: 2, epoch: "a", state: .running, complete: false, streams: .merged)
                ])),
        .log(
            LogFrame(
                j: "j1", epoch: "a", from: 1, to: 3, t0: 9, dt: [0, 4], s: "mm", l: "Ii",
                x: ["a\u{1B}[0m", "é"], n: [1, 2], cut: ["1": 9])),
        .progress(ProgressFrame(j: "j1", s: "m", at: 3, x: [])),
        .lag(LagFrame(j: "j1", from: 1, to: 9, why: .slow)),
        .reset(ResetFrame(j: "j1", epoch: "b", first: 1, next: 1, why: .rebuilt)),
        .end(EndFrame(j: "j1", to: 3, bytes: 10, state: .failed, cause: .exitCode, exitCode: 1, signal: nil)),
        .ping(PingFrame(t: 1, log: [:])),
        .error(ErrorFrame(code: .badCursor, problem: Problem(type: "x", title: "y", status: 400))),
        .bye(ByeFrame(why: .shutdown, retry: 1000)),
    ]

    @Test(arguments: frames)
    func `a frame comes back as it was`(frame: Frame) throws {
        var reader = SchemaReader(frame.encoded())
        #expect(try Frame(from: &reader) == frame)
        try reader.finish()
        #expect(reader.violations.isEmpty)
    }

    @Test func `its first member says what it is`() {
        #expect(Self.frames[8].encoded() == Array(#"{"e":"bye","why":"shutdown","retry":1000}"#.utf8))
    }

    @Test func `members that a client does not know are passed over`() throws {
        var reader = SchemaReader(Array(#"{"new":[1],"why":"shutdown","e":"bye"}"#.utf8))
        #expect(try Frame(from: &reader) == .bye(ByeFrame(why: .shutdown)))
        #expect(reader.violations.isEmpty)
    }

    @Test(arguments: [
        (
            #"{"e":"hi"}"#,
            "/e must be one of hello, log, progress, lag, reset, end, job, queue, metric, res, artifact, notice, ping, error, bye, is \"hi\""
        ),
        (#"{"why":"shutdown"}"#, "/e is required, and must be a string"),
        (#"{"e":1}"#, "/e is required, and must be a string"),
        (#"[1]"#, " must be an object, is an array"), (#"{"e":"bye"}"#, "/why is required"),
        (#"{"e":"ping","t":0.5,"log":{}}"#, "/t must be an integer, is a fraction"),
        (
            #"{"e":"ping","t":1e99,"log":{}}"#,
            "/t must lie between -9223372036854775808 and 9223372036854775807"
        ),
        (
            #"{"e":"end","j":"j","to":1,"bytes":1,"state":"lost","exit_code":null,"signal":null}"#,
            "/cause is required"
        ),
        (
            #"{"e":"end","j":"j","to":1,"bytes":1,"state":"lost","cause":3,"exit_code":null,"signal":null}"#,
            "/cause must be a string, is a number"
        ),
    ])
    func `a frame at fault`(text: String, fault: String) throws {
        var reader = SchemaReader(Array(text.utf8))
        #expect(try Frame(from: &reader) == nil)
        #expect(reader.violations.map { ($0.pointer ?? "") + " " + $0.detail } == [fault])
    }

    @Test(arguments: [
        (#"{"id":"a","title":"b","help":null,"problem":null,"command":[],"parameters":[],"environment":[]}"#, 0),
        (
            #"{"id":"a","title":"b","help":null,"problem":null,"command":[1,"x",2],"#
                + #""parameters":[{"name":"n","type":"enum","required":0}],"environment":[]}"#,
            3
        ),
    ])
    func `elements are named by their index`(text: String, faults: Int) throws {
        var reader = SchemaReader(Array(text.utf8))
        _ = try Template(from: &reader)
        #expect(reader.violations.count == faults)
        if faults > 0 {
            #expect(
                reader.violations.map(\.pointer) == ["/command/0", "/command/2", "/parameters/0/required"])
        }
    }
}
