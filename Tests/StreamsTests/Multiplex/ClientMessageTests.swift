/// What a WebSocket client may say, and how it hears what was wrong with it.
@testable import Streams
import Testing

@Suite struct ClientMessageTests {
    @Test func `a subscription has topics, and perhaps a place and filters`() throws {
        let plain = try ClientMessage(#"{"op":"sub","topics":["jobs","log:a"]}"#)
        #expect(plain == .subscribe([.jobs, .log("a")], cursor: nil, tail: nil, .all))
        let full = try ClientMessage(
            #"{"op":"sub","topics":["log:a"],"cursor":"l7","tail":50,"level":"WE","stream":"e","new":1}"#)
        let filter = LineFilter(
            levels: try #require(LevelFilter(letters: "WE")),
            streams: try #require(StreamFilter(letters: "e")))
        #expect(full == .subscribe([.log("a")], cursor: "l7", tail: 50, filter))
    }

    @Test func `the others are short`() throws {
        #expect(try ClientMessage(#"{"op":"unsub","topics":["jobs"]}"#) == .unsubscribe([.jobs]))
        #expect(try ClientMessage(#"{"op":"ack","j":"a","to":7}"#) == .acknowledge(job: "a", to: 7))
        #expect(try ClientMessage(#"{"op":"pong","t":1}"#) == .pong)
    }

    @Test(arguments: [
        ("", "a message must be a JSON object"), ("[]", "a message must be a JSON object"),
        (#"{"a":1}"#, "`op` is missing: sub, unsub, ack or pong"),
        (#"{"op":"dance"}"#, "`op` must be sub, unsub, ack or pong, is 'dance'"),
        (#"{"op":"sub"}"#, "`topics` must be an array of names"),
        (#"{"op":"sub","topics":[]}"#, "`topics` must be an array of names"),
        (#"{"op":"sub","topics":["jobs"],"tail":-1}"#, "`tail` must be a number from 0 to 1000000"),
        (#"{"op":"sub","topics":["jobs"],"level":"Q"}"#, "`level` must be letters of D I W E C -, is 'Q'"),
        (#"{"op":"sub","topics":["jobs"],"stream":"q"}"#, "`stream` must be letters of m o e x, is 'q'"),
        (
            #"{"op":"ack","to":7}"#,
            "an `ack` needs `j`, the job, and `to`, the number of the line that is wanted next"
        ),
    ])
    func `what is wrong is said`(text: String, detail: String) {
        #expect(throws: ClientMessage.Flaw.message(detail)) { try ClientMessage(text) }
    }

    @Test func `a topic that is none is named`() {
        #expect(throws: ClientMessage.Flaw.topic("'cats' is no topic")) {
            try ClientMessage(#"{"op":"sub","topics":["cats"]}"#)
        }
    }
}
