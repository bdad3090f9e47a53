/// Where the loops of a starting server report.
internal import Linux
internal import Synchronization

final class Inbox: Sendable {
    typealias Outcome = Result<Confined<ServerLoop>, SystemError>

    /// Held only to fill in one place or to read.
    private let outcomes: Mutex<[Outcome?]>

    init(waitingFor count: Int) {
        outcomes = Mutex(Array(repeating: nil, count: count))
    }

    /// True when that was the last one missing.
    func add(_ outcome: Outcome, _ number: Int) -> Bool {
        outcomes.withLock { list in
            list[number] = outcome
            return !list.contains { $0 == nil }
        }
    }

    /// - Throws: the first failure. Loops that did start are told to end.
    func loops() throws(SystemError) -> [Confined<ServerLoop>] {
        let all = outcomes.withLock { $0.compactMap { $0 } }
        let started = all.compactMap { outcome in
            if case .success(let loop) = outcome { loop } else { nil }
        }
        for case .failure(let error) in all {
            for loop in started { loop.post { $0.drain() } }
            throw error
        }
        return started
    }
}
