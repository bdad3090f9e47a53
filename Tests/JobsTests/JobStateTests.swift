import JobDirectory
@testable import Jobs
import Testing

@Suite("JobState") struct JobStateTests {
    static let result = JobResult(stoppedInQueue: .sample(.unknown), after: nil)
    static let events: [JobState.Event] = [
        .launch, .started, .stopRequested, .mainEnded, .ended(result), .launchFailed, .retry(result, at: 9),
        .retryDue
    ]

    /// By state: what follows each of `events`; nil where that can't come.
    static let table: [(JobState, [JobState?])] = [
        (.queued, [.launching, nil, nil, nil, .stopped, nil, nil, .queued]),
        (.launching, [nil, .running, .stopping, .finalizing, .stopped, .queued, .queued, nil]),
        (.running, [nil, nil, .stopping, .finalizing, .stopped, nil, .queued, nil]),
        (.stopping, [nil, .stopping, .stopping, .finalizing, .stopped, nil, .queued, nil]),
        (.finalizing, [nil, nil, .finalizing, .finalizing, .stopped, nil, .queued, nil]),
        (.completed, [nil, nil, nil, nil, nil, nil, nil, nil]),
        (.failed, [nil, nil, nil, nil, nil, nil, nil, nil]),
        (.stopped, [nil, nil, nil, nil, nil, nil, nil, nil]),
        (.lost, [nil, nil, nil, nil, nil, nil, nil, nil])
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
