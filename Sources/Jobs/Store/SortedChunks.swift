/// A sorted sequence in pieces: a change moves a few hundred elements, whoever reads an old copy meanwhile.

struct SortedChunks<Element> where Element: Identifiable & Sendable, Element.ID: Comparable & Sendable {
    /// A chunk that has grown to twice this is split.
    private static var half: Int { 256 }

    /// None is empty.
    private(set) var chunks: [[Element]] = []
    private(set) var count = 0

    init() {}

    /// - Parameter elements: ascending by their ids, each once.
    init(sorted elements: [Element]) {
        count = elements.count
        for start in stride(from: 0, to: elements.count, by: Self.half) {
            chunks.append(Array(elements[start..<min(start + Self.half, elements.count)]))
        }
    }

    subscript(id: Element.ID) -> Element? {
        guard let (chunk, index) = find(id), index < chunks[chunk].count, chunks[chunk][index].id == id else {
            return nil
        }
        return chunks[chunk][index]
    }

    /// Puts it in its place. - Returns: the one with the same id that it replaces.
    @discardableResult
    mutating func put(_ element: Element) -> Element? {
        guard let (chunk, index) = find(element.id) else {
            chunks.append([element])
            count += 1
            return nil
        }
        if index < chunks[chunk].count, chunks[chunk][index].id == element.id {
            let old = chunks[chunk][index]
            chunks[chunk][index] = element
            return old
        }
        chunks[chunk].insert(element, at: index)
        count += 1
        if chunks[chunk].count >= 2 * Self.half {
            chunks.insert(Array(chunks[chunk][Self.half...]), at: chunk + 1)
            chunks[chunk].removeSubrange(Self.half...)
        }
        return nil
    }

    @discardableResult
    mutating func remove(_ id: Element.ID) -> Element? {
        guard let (chunk, index) = find(id), index < chunks[chunk].count, chunks[chunk][index].id == id else {
            return nil
        }
        count -= 1
        let old = chunks[chunk].remove(at: index)
        if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
        return old
    }

    /// How many come before `id`, which need not be there.
    func rank(of id: Element.ID) -> Int {
        guard let (chunk, index) = find(id) else { return 0 }
        return chunks[..<chunk].reduce(index) { $0 + $1.count }
    }

    /// The one with so many before it; nil beyond the last.
    func element(at rank: Int) -> Element? {
        var left = rank
        for chunk in chunks {
            if left < chunk.count { return left < 0 ? nil : chunk[left] }
            left -= chunk.count
        }
        return nil
    }

    var last: Element? { chunks.last?.last }

    /// From `start` on, or from the first, until `body` says false.
    func ascend(from start: Element.ID? = nil, _ body: (Element) -> Bool) {
        ascend(from: start, inPlace: { body($0.pointee) })
    }

    /// The same for walks over all: `body` looks at elements where they lie, as copies count references.
    func ascend(from start: Element.ID? = nil, inPlace body: (UnsafePointer<Element>) -> Bool) {
        guard var (chunk, first) = start.map({ find($0) }) ?? (0, 0) else { return }
        while chunk < chunks.count {
            let goesOn = chunks[chunk].withUnsafeBufferPointer { elements in
                guard let base = elements.baseAddress else { return true }
                return (first..<elements.count).allSatisfy { body(base + $0) }
            }
            guard goesOn else { return }
            (chunk, first) = (chunk + 1, 0)
        }
    }

    /// From `start` down, or from the last, until `body` says false; `start` need not be there. As above.
    func descend(from start: Element.ID? = nil, inPlace body: (UnsafePointer<Element>) -> Bool) {
        var (chunk, end) = (chunks.count - 1, chunks.last?.count ?? 0)
        if let start, let place = find(start) {
            let found = chunks[place.chunk]
            let isThere = place.index < found.count && found[place.index].id == start
            (chunk, end) = (place.chunk, isThere ? place.index + 1 : place.index)
        }
        while chunk >= 0 {
            let goesOn = chunks[chunk].withUnsafeBufferPointer { elements in
                guard let base = elements.baseAddress else { return true }
                return (0..<end).reversed().allSatisfy { body(base + $0) }
            }
            guard goesOn else { return }
            chunk -= 1
            end = chunk < 0 ? 0 : chunks[chunk].count
        }
    }

    /// Where it is or belongs: in the last chunk that begins with no later one. nil where there is none yet.
    private func find(_ id: Element.ID) -> (chunk: Int, index: Int)? {
        if chunks.isEmpty { return nil }
        var (low, high) = (0, chunks.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if chunks[middle][0].id <= id { low = middle } else { high = middle }
        }
        let chunk = low
        (low, high) = (0, chunks[chunk].count)
        while low < high {
            let middle = (low + high) / 2
            if chunks[chunk][middle].id < id { low = middle + 1 } else { high = middle }
        }
        return (chunk, low)
    }
}
