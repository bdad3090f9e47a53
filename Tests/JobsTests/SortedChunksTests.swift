@testable import Jobs
import Testing

@Suite("SortedChunks") struct SortedChunksTests {
    private struct Number: Identifiable, Equatable {
        let id: Int
        var word = ""
    }

    private func all(_ chunks: SortedChunks<Number>) -> [Int] {
        var seen: [Int] = []
        chunks.ascend { number in
            seen.append(number.id)
            return true
        }
        return seen
    }

    @Test func `what is put in any order is kept in order, each once`() {
        var chunks = SortedChunks<Number>()
        var generator = Seeded(7)
        let numbers = Array(0..<3000).shuffled(using: &generator)
        for number in numbers + numbers.prefix(500) { chunks.put(Number(id: number)) }
        #expect(chunks.count == 3000)
        #expect(all(chunks) == Array(0..<3000))
        #expect(chunks.chunks.allSatisfy { !$0.isEmpty && $0.count < 512 })
    }

    @Test func `a put with a known id replaces, and gives back what was there`() {
        var chunks = SortedChunks(sorted: (0..<1000).map { Number(id: $0, word: "old") })
        #expect(chunks.put(Number(id: 500, word: "new"))?.word == "old")
        #expect(chunks[500]?.word == "new")
        #expect(chunks.count == 1000)
    }

    @Test func `what is removed is gone, down to nothing`() {
        var chunks = SortedChunks(sorted: (0..<1000).map { Number(id: $0) })
        var generator = Seeded(8)
        for number in (0..<1000).shuffled(using: &generator) {
            #expect(chunks.remove(number)?.id == number)
            #expect(chunks.remove(number) == nil)
        }
        #expect(chunks.count == 0)
        #expect(all(chunks) == [])
    }

    @Test(arguments: [-5, 0, 1, 255, 256, 700, 1998, 1999, 5000])
    func `a walk begins at a place, whether there is one or not`(start: Int) {
        let even = stride(from: 0, to: 2000, by: 2).map { Number(id: $0) }
        let chunks = SortedChunks(sorted: even)
        var (up, down) = ([Int](), [Int]())
        chunks.ascend(from: start) { up.append($0.id); return up.count < 3 }
        chunks.descend(from: start, inPlace: { down.append($0.pointee.id); return down.count < 3 })
        #expect(up == even.map(\.id).filter { $0 >= start }.prefix(3).map { $0 })
        #expect(down == even.map(\.id).filter { $0 <= start }.suffix(3).reversed())
        #expect(chunks.rank(of: start) == even.count { $0.id < start })
    }

    @Test func `a copy is not touched by later changes`() {
        var chunks = SortedChunks(sorted: (0..<600).map { Number(id: $0) })
        let copy = chunks
        chunks.remove(300)
        chunks.put(Number(id: 900))
        #expect(all(copy) == Array(0..<600))
    }

    @Test func `the one with so many before it`() {
        let chunks = SortedChunks(sorted: (0..<700).map { Number(id: $0) })
        #expect([0, 255, 256, 699].map { chunks.element(at: $0)?.id } == [0, 255, 256, 699])
        #expect(chunks.element(at: -1) == nil)
        #expect(chunks.element(at: 700) == nil)
    }
}

/// The same numbers at every run.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
