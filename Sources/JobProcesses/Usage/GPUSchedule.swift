/// When nvidia-smi is asked, and its answer until somebody takes it.
internal import Linux
internal import Synchronization

final class GPUSchedule: Sendable {
    /// Between two questions: so long, or so many times as long as the last answer took.
    private static let interval = Duration.seconds(10)
    private static let rest = 50

    private struct State {
        var reading: GPUReading?
        var isAsked = false
        var next: Instant
    }

    private let monitor: GPUMonitor
    /// Held only to read or set.
    private let state: Mutex<State>

    init(_ monitor: GPUMonitor, at begin: Instant) {
        self.monitor = monitor
        state = Mutex(State(next: begin))
    }

    /// What was answered since the last call; asks again when it is time. `tree`: whose memory is wanted.
    func take(tree: Set<Int32>, at now: Instant) -> GPUReading? {
        let (reading, isDue) = state.withLock { state in
            let reading = state.reading
            state.reading = nil
            let isDue = !state.isAsked && now >= state.next
            if isDue { state.isAsked = true }
            return (reading, isDue)
        }
        if isDue {
            let isTaken = monitor.ask(tree: tree) { [self] reading in
                answered(reading, next: now + max(Self.interval, (Instant.now - now) * Self.rest))
            }
            if !isTaken { answered(nil, next: now + Self.interval) }
        }
        return reading
    }

    private func answered(_ reading: GPUReading?, next: Instant) {
        state.withLock { $0 = State(reading: reading, next: next) }
    }
}
