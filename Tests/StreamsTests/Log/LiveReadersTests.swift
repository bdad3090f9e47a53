/// Who gets what is published.
@testable import Streams
import Testing

@Suite struct LiveReadersTests {
    private let frames = Rendering(carrier: .eventStream)
    private let messages = Rendering(carrier: .webSocket)

    private func wanted(_ live: LiveReaders) -> [Rendering: Set<Int>] {
        var wanted: [Rendering: Set<Int>] = [:]
        live.forEachRendering { wanted[$0] = Set($1.keys) }
        return wanted
    }

    @Test func `each form is wanted once a loop, however many read it there`() {
        var live = LiveReaders()
        for number in 1...3 { live.add(ReaderID(loop: 0, number: number), frames) }
        live.add(ReaderID(loop: 1, number: 1), frames)
        live.add(ReaderID(loop: 1, number: 2), messages)
        #expect(wanted(live) == [frames: [0, 1], messages: [1]])
    }

    @Test func `each loop's readers of a form are counted`() {
        var live = LiveReaders()
        for number in 1...3 { live.add(ReaderID(loop: 0, number: number), frames) }
        live.add(ReaderID(loop: 1, number: 1), frames)
        live.leave(ReaderID(loop: 0, number: 2))
        var counts: [Int: Int] = [:]
        live.forEachRendering { counts = $1 }
        #expect(counts == [0: 2, 1: 1])
    }

    @Test func `a form is wanted until its last reader has left`() {
        var live = LiveReaders()
        let (first, second) = (ReaderID(loop: 0, number: 1), ReaderID(loop: 0, number: 2))
        live.add(first, frames)
        live.add(second, frames)
        live.leave(first)
        #expect(wanted(live) == [frames: [0]])
        live.leave(second)
        #expect(wanted(live) == [:])
        #expect(live.isEmpty)
    }

    @Test func `an answer too many is given back by one leave`() {
        var live = LiveReaders()
        let reader = ReaderID(loop: 0, number: 1)
        live.add(reader, frames)
        live.add(reader, frames)
        live.leave(reader)
        #expect(wanted(live) == [frames: [0]])
        live.leave(reader)
        #expect(live.isEmpty)
    }

    @Test func `whoever is gone is forgotten with all its answers`() {
        var live = LiveReaders()
        let reader = ReaderID(loop: 0, number: 1)
        live.add(reader, frames)
        live.add(reader, frames)
        live.remove(reader)
        #expect(live.isEmpty)
        #expect(wanted(live) == [:])
    }

    @Test func `leaving when nobody counts it changes nothing`() {
        var live = LiveReaders()
        live.add(ReaderID(loop: 0, number: 1), frames)
        live.leave(ReaderID(loop: 0, number: 2))
        live.remove(ReaderID(loop: 1, number: 1))
        #expect(wanted(live) == [frames: [0]])
    }
}
