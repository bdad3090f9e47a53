/// Batches that many readers catch up by.
@testable import Streams
import Testing

@Suite struct CatchUpCacheTests {
    private let form = Rendering(carrier: .eventStream)

    private func batch(_ from: Int64, _ rendering: Rendering? = nil) -> CatchUpCache.Batch {
        .init(rendering: rendering ?? form, range: from..<from + 10, bytes: [UInt8(from)])
    }

    @Test func `a batch is found by its first line and its form`() {
        var cache = CatchUpCache()
        cache.add(batch(1))
        cache.add(batch(1, Rendering(carrier: .webSocket)))
        #expect(cache.batch(form, from: 1)?.rendering == form)
        #expect(cache.batch(form, from: 2) == nil)
        #expect(cache.batch(Rendering(carrier: .longPoll), from: 1) == nil)
    }

    @Test func `the latest are kept, and none after a reset`() {
        var cache = CatchUpCache()
        for line in 1...20 as ClosedRange<Int64> { cache.add(batch(line)) }
        #expect(cache.batch(form, from: 4) == nil && cache.batch(form, from: 5) != nil)
        cache.clear()
        #expect(cache.batch(form, from: 20) == nil)
    }
}
