import JobDirectory
@testable import Jobs
import Testing

@Suite("JobState") struct JobStateTests {
    static let result = JobResult(stoppedInQueueAt: 5)
    static let events: [JobState.Event] = [.launch, .started, .stopRequested, .mainEnded, .ended(result)]

    /// By state: what follows `launch`, `started`, `stopRequested`, `mainEnded` and `ended`; nil where that
    /// can't come.
    static let table: [(JobState, [JobState?])] = [
        (.queued, [.launching, nil, nil, nil, .stopped]),
        (.launching, [nil, .running, .stopping, .finalizing, .stopped]),
        (.running, [nil, nil, .stopping, .finalizing, .stopped]),
        (.stopping, [nil, .stopping, .stopping, .finalizing, .stopped]),
        (.finalizing, [nil, nil, .finalizing, .finalizing, .stopped]),
        (.completed, [nil, nil, nil, nil, nil]),
        (.failed, [nil, nil, nil, nil, nil]),
        (.stopped, [nil, nil, nil, nil, nil]),
        (.lost, [nil, nil, nil, nil, nil])
    ]

    @Test func `the table below knows every state`() {
        #expect(Self.table.map(\.0) == JobState.allCases)
    }

    @Test(arguments: table)
    func `what follows each event in each state`(state: JobState, expected: [JobState?]) throws {
        for (event, next) in zip(Self.events, expected) {
            if let next {
                #expect(try state.after(event) == next, "\(event)")
            } else {
                #expect(throws: JobState.InvalidTransition(state: state, event: event)) {
                    try state.after(event)
                }
            }
        }
    }

    @Test(arguments: table)
    func `a final state is one that nothing leaves, and a slot is held from launch to the end`(
        state: JobState, expected: [JobState?]
    ) {
        #expect(state.isFinal == expected.allSatisfy { $0 == nil })
        #expect(state.holdsSlot == (!state.isFinal && state != .queued))
    }
}
