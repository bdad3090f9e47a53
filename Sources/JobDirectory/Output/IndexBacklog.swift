/// What of a log is to be indexed, in order: a little at once by who brings it, much of it by a worker.
internal import Linux
internal import Synchronization

/// Moving bytes out of the FIFO never waits for their index, up to `limit`. Steps are added by one thread.
final class IndexBacklog: Sendable {
    enum Step {
        /// The log has grown to `end`, at this time.
        case lines(end: UInt64, at: Int64, LogIndex.Flags)
        /// The line at `offset`, which comes with the next step, is the control plane's own.
        case systemLine(offset: UInt64, LogIndex.Flags)
        /// Nothing more will follow what ends without a newline.
        case tail(at: Int64)
        case trim(LogRetention, at: Int64)
    }

    private struct Queue {
        var steps: [Step] = []
        /// A worker is at it, or will be.
        var isTaken = false
        /// The disk may take its time for that: nobody waits for it.
        var isTrimming = false

        /// Whether `step` could be made one with the last: lines of one millisecond.
        mutating func join(_ step: Step) -> Bool {
            guard case .lines(_, let time, let flags) = step,
                case .lines(_, let last, let lastFlags) = steps.last, time == last, flags == lastFlags
            else { return false }
            steps[steps.count - 1] = step
            return true
        }
    }

    /// So many bytes are indexed faster than a worker is woken.
    private static let little: UInt64 = 64 * 1024
    /// Who brings more than a worker can index in time waits for it: the index is never further behind.
    private static let limit: UInt64 = 32 << 20

    /// Held while there is something to index, step after step.
    private let indexer: Mutex<LogIndexer>
    /// Held only to add or take one step.
    private let queue = Mutex(Queue())
    private let pool: WorkerPool
    private let indexedLines: Atomic<Int64>
    private let indexedBytes: Atomic<UInt64>

    /// What `indexer` has not seen of the log is a step as any other.
    init(_ indexer: consuming sending LogIndexer, on pool: WorkerPool) {
        indexedLines = Atomic(indexer.lineCount)
        indexedBytes = Atomic(indexer.offset)
        self.indexer = Mutex(indexer)
        self.pool = pool
    }

    /// Lines with a record so far.
    var lineCount: Int64 { indexedLines.load(ordering: .relaxed) }

    func add(_ step: Step) {
        switch enqueue(step) {
        case .perform: return indexer.withLock { perform(step, &$0) }
        case .wake: if !pool.submit({ [self] in finish() }) { finish() }
        case .leave: break
        }
        if behind(step) > Self.limit, !queue.withLock({ $0.isTrimming }) { finish() }
    }

    private enum Place { case perform, wake, leave }

    private func enqueue(_ step: Step) -> Place {
        let isLittle = isLittle(step)
        return queue.withLock { queue in
            if isLittle && !queue.isTaken && queue.steps.isEmpty { return .perform }
            if !queue.join(step) { queue.steps.append(step) }
            defer { queue.isTaken = true }
            return queue.isTaken ? .leave : .wake
        }
    }

    /// Returns when all that was added is indexed, or could not be.
    func finish() {
        indexer.withLock { indexer in
            while let step = next() { perform(step, &indexer) }
        }
    }

    private func next() -> Step? {
        queue.withLock { queue in
            queue.isTrimming = false
            if queue.steps.isEmpty {
                queue.isTaken = false
                return nil
            }
            let step = queue.steps.removeFirst()
            if case .trim = step { queue.isTrimming = true }
            return step
        }
    }

    private func isLittle(_ step: Step) -> Bool {
        switch step {
        case .lines: behind(step) <= Self.little
        case .systemLine, .tail: true
        case .trim: false
        }
    }

    /// How many bytes the index will be behind with this step.
    private func behind(_ step: Step) -> UInt64 {
        guard case .lines(let end, _, _) = step else { return 0 }
        return end - min(end, indexedBytes.load(ordering: .relaxed))
    }

    private func perform(_ step: Step, _ indexer: inout LogIndexer) {
        do throws(SystemError) {
            switch step {
            case .lines(let end, let time, let flags): try indexer.advance(to: end, at: time, flags: flags)
            case .systemLine(let offset, let flags): indexer.expectSystemLine(at: offset, flags: flags)
            case .tail(let time): try indexer.commitTail(at: time)
            case .trim(let retention, let time): try indexer.trim(by: retention, at: time)
            }
        } catch {
            // Derived data: the next step makes up for it, or the next who opens the log.
        }
        indexedLines.store(indexer.lineCount, ordering: .relaxed)
        indexedBytes.store(indexer.offset, ordering: .relaxed)
    }
}
