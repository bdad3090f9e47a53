/// The jobs that wait for a slot, in the order in which they are to run.
internal import JobDirectory

struct JobQueue: Sendable {
    private(set) var order = SortedChunks<QueuePlace>()
    private var places: [JobID: QueuePlace] = [:]
    /// How many of each flavor wait, and of each template.
    private(set) var flavors: [String: Int] = [:]
    private(set) var templates: [String: Int] = [:]

    /// Another one after each change.
    private(set) var version = 0

    var count: Int { order.count }
    var isEmpty: Bool { order.count == 0 }
    /// Those whose rank is not that of their age: what a restart could not know.
    var moved: [QueuePlace] { places.values.filter(\.isMoved) }

    subscript(job: JobID) -> QueuePlace? { places[job] }

    /// From 1; nil where the job is not here.
    func position(of job: JobID) -> Int? {
        places[job].map { order.rank(of: $0) + 1 }
    }

    /// In its place; one that is there already moves to the new one.
    mutating func put(_ place: QueuePlace) {
        remove(place.job)
        version += 1
        places[place.job] = place
        order.put(place)
        flavors[place.flavor, default: 0] += 1
        templates[place.template, default: 0] += 1
    }

    mutating func remove(_ job: JobID) {
        guard let place = places.removeValue(forKey: job) else { return }
        version += 1
        order.remove(place)
        Self.count(down: place.flavor, in: &flavors)
        Self.count(down: place.template, in: &templates)
    }

    private static func count(down word: String, in counts: inout [String: Int]) {
        guard let count = counts[word] else { return }
        counts[word] = count > 1 ? count - 1 : nil
    }

    /// Puts a queued job before another, or behind all that has that one's priority where `next` is nil; it
    /// takes that one's priority.
    mutating func move(_ job: JobID, toPosition position: Int) {
        guard let place = places[job] else { return }
        remove(job)
        let target = max(0, min(position - 1, order.count))
        let (previous, next) = (order.element(at: target - 1), order.element(at: target))
        let moved = Self.between(place, previous, next) ?? makeRoom(for: place, previous, next)
        put(moved)
    }

    /// nil where there is no rank left between the two.
    private static func between(
        _ place: QueuePlace, _ previous: QueuePlace?, _ next: QueuePlace?
    ) -> QueuePlace? {
        guard let neighbour = next ?? previous else { return place }
        let priority = neighbour.priority
        // One of another priority is no neighbour: there is all the room one wants on that side.
        let low = previous.flatMap { $0.priority == priority ? $0.rank : nil }
        let high = next.flatMap { $0.priority == priority ? $0.rank : nil }
        switch (low, high) {
        case (let low?, let high?):
            let middle = low + (high - low) / 2
            return low < middle && middle < high ? place.moved(priority: priority, rank: middle) : nil
        case (let low?, nil): return place.moved(priority: priority, rank: low + QueuePlace.step)
        case (nil, let high?): return place.moved(priority: priority, rank: high - QueuePlace.step)
        case (nil, nil): return place
        }
    }

    /// Numbers all of the priority anew. They end where they ended: whatever comes later stays behind them.
    private mutating func makeRoom(
        for place: QueuePlace, _ previous: QueuePlace?, _ next: QueuePlace?
    ) -> QueuePlace {
        guard let next, let previous else { return place }
        var peers: [QueuePlace] = []
        order.ascend { other in
            if other.priority == next.priority { peers.append(other) }
            return true
        }
        let last = peers.last?.rank ?? 0
        for (index, peer) in peers.enumerated() {
            put(peer.moved(
                priority: peer.priority, rank: last - Int64(peers.count - 1 - index) * QueuePlace.step))
        }
        return Self.between(place, places[previous.job], places[next.job]) ?? place
    }
}
