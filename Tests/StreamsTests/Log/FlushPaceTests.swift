/// When readers hear of new lines next.
@testable import Streams
import Linux
import Testing

@Suite struct FlushPaceTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    @Test func `little that is sent waits five milliseconds, much up to forty`() {
        var pace = FlushPace()
        pace.flushed(at: at(100))
        #expect(pace.next == at(105))
        pace.willSend(6_000_000)
        #expect(pace.next == at(115))
        pace.willSend(600_000_000)
        #expect(pace.next == at(140))
        // What was sent before the next flush is its own affair.
        pace.flushed(at: at(140))
        #expect(pace.next == at(145))
    }

    @Test func `a log that grows by more than fifty megabytes a second is a flood while it does`() {
        var pace = FlushPace()
        pace.saw(1 << 30, at: at(0))
        #expect(!pace.isFlood)
        pace.saw(1 << 30 + 500_000, at: at(10))
        #expect(!pace.isFlood)
        pace.saw(1 << 30 + 1_500_000, at: at(20))
        #expect(pace.isFlood)
        pace.flushed(at: at(20))
        #expect(pace.next == at(60))
        pace.saw(1 << 30 + 1_500_000, at: at(60))
        #expect(!pace.isFlood && pace.next == at(25))
    }

    @Test func `two looks in a row are one`() {
        var pace = FlushPace()
        pace.saw(0, at: at(0))
        pace.saw(600_000, at: Instant(nanoseconds: 900_000))
        #expect(!pace.isFlood)
        pace.saw(600_000, at: at(1))
        #expect(pace.isFlood)
    }

    @Test func `a log that was cut or has ended is no flood`() {
        var pace = FlushPace()
        pace.saw(0, at: at(0))
        pace.saw(10_000_000, at: at(10))
        pace.saw(0, at: at(20))
        #expect(!pace.isFlood)
        pace.saw(10_000_000, at: at(30))
        #expect(pace.isFlood)
        pace.end()
        #expect(!pace.isFlood)
    }
}
