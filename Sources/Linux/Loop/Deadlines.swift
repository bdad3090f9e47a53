/// Earliest-first queue of what is due: a binary heap, from which the cancelled are dropped as they surface.

/// One thing that is due once; keep it to be able to cancel.
package final class Deadline {
    let instant: Instant
    private(set) var action: (() -> Void)?

    init(at instant: Instant, _ action: @escaping () -> Void) {
        self.instant = instant
        self.action = action
    }

    package func cancel() {
        action = nil
    }

    func take() -> (() -> Void)? {
        defer { action = nil }
        return action
    }
}

struct Deadlines {
    private var heap: [Deadline] = []

    /// When the next one is due; nil where nothing is.
    mutating func next() -> Instant? {
        while let first = heap.first, first.action == nil { removeFirst() }
        return heap.first?.instant
    }

    mutating func add(_ deadline: Deadline) {
        heap.append(deadline)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if heap[parent].instant <= heap[child].instant { break }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    /// Takes out the earliest that is due at `instant` or before.
    mutating func takeDue(at instant: Instant) -> (() -> Void)? {
        guard let due = next(), due <= instant else { return nil }
        return removeFirst().take()
    }

    @discardableResult
    private mutating func removeFirst() -> Deadline {
        let first = heap[0]
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].instant < heap[least].instant { least = child }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
