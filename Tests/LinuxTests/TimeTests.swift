import Linux
import Testing

@Suite("Instants and durations") struct TimeTests {
    @Test(
        arguments: [(Duration.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1001), 2), (.zero, 0)]
            as [(Duration, Int64)])
    func `milliseconds are rounded up, so that no wait ends early`(duration: Duration, expected: Int64) {
        #expect(duration.millisecondsRoundedUp == expected)
    }

    @Test func `a duration beyond all bounds is cut off, and can still be added`() {
        #expect(Duration.seconds(Int64.max).nanoseconds > 0)
        #expect(Instant.now + .seconds(Int64.max) > Instant.now)
        #expect(Duration.seconds(Int64.min).nanoseconds < 0)
    }

    @Test func `time goes on`() {
        let before = Instant.now
        #expect(Instant.now >= before)
        #expect(Instant.now - before < .seconds(60))
        #expect(WallClock.milliseconds > 1_700_000_000_000)
    }
}
