/// Who gets what is published: readers that have everything before it, counted by form and loop.

/// A reader may be counted twice: it asked anew (after a reset) while an answer was under way. Each answer
/// that it does not take it gives back.
struct LiveReaders {
    private var answers: [ReaderID: (rendering: Rendering, count: Int)] = [:]
    private var loops: [Rendering: [Int: Int]] = [:]

    var isEmpty: Bool { answers.isEmpty }

    /// A reader has been told that it is live.
    mutating func add(_ reader: ReaderID, _ rendering: Rendering) {
        answers[reader] = (rendering, (answers[reader]?.count ?? 0) + 1)
        loops[rendering, default: [:]][reader.loop, default: 0] += 1
    }

    /// It is live no more, or was not when it was told so. Nothing happens where it is not counted any more.
    mutating func leave(_ reader: ReaderID) {
        guard let (rendering, count) = answers[reader] else { return }
        answers[reader] = count > 1 ? (rendering, count - 1) : nil
        drop(1, reader.loop, rendering)
    }

    mutating func remove(_ reader: ReaderID) {
        guard let (rendering, count) = answers.removeValue(forKey: reader) else { return }
        drop(count, reader.loop, rendering)
    }

    /// Each form that is wanted, with how many readers of each loop want it.
    func forEachRendering(_ body: (Rendering, [Int: Int]) -> Void) {
        for (rendering, counts) in loops { body(rendering, counts) }
    }

    private mutating func drop(_ count: Int, _ loop: Int, _ rendering: Rendering) {
        guard let before = loops[rendering]?[loop] else {
            preconditionFailure("every live reader is counted at its loop")
        }
        loops[rendering]?[loop] = before > count ? before - count : nil
        if loops[rendering]?.isEmpty ?? false { loops[rendering] = nil }
    }
}
