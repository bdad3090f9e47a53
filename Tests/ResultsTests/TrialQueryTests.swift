/// Which trials are shown, and in which order.
import JSON
import JobDirectory
import Testing

@testable import Results

@Suite struct TrialQueryTests {
    private static let old = TrialScope.job(JobID(at: 1000))
    private static let new = TrialScope.job(JobID(at: 2000))

    private static func trial(
        _ scope: TrialScope, _ number: Int64, loss: JSONValue?, opt: JSONValue = "adam",
        state: Trial.State = .complete
    ) -> Trial {
        Trial(
            id: "\(scope.text).\(number)", scope: scope, file: "f", number: number, state: state,
            parameters: ["opt": opt, "on": true], metrics: loss.map { ["loss": $0] } ?? [:], seconds: nil,
            modified: 0, isStale: false)
    }

    private let trials = [
        trial(old, 1, loss: 0.5), trial(new, 2, loss: 0.25, opt: "sgd"),
        trial(new, 1, loss: nil, state: .failed),
        trial(old, 2, loss: .null), trial(old, 3, loss: 2),
    ]

    private func names(_ change: (inout TrialQuery) throws -> Void) rethrows -> [String] {
        var query = TrialQuery()
        try change(&query)
        return query.apply(to: trials).map { ($0.scope == Self.new ? "new" : "old") + "\($0.number ?? 0)" }
    }

    @Test func `without an order the newest job comes first, its trials by number`() {
        #expect(names { _ in } == ["new1", "new2", "old1", "old2", "old3"])
    }

    @Test func `what has no number comes last, whichever way the order runs`() {
        #expect(names { $0.order = .init("metrics.loss") } == ["new2", "old1", "old3", "new1", "old2"])
        #expect(
            names {
                $0.order = .init("metrics.loss")
                $0.isDescending = true
            } == ["old3", "old1", "new2", "new1", "old2"])
    }

    @Test(arguments: [
        ("metrics.loss<0.5", ["new2"]), ("metrics.loss<=0.5", ["new2", "old1"]),
        ("metrics.loss>1e0", ["old3"]),
        ("metrics.loss!=2", ["new2", "old1"]), ("parameters.opt=sgd", ["new2"]),
        ("parameters.opt!=adam", ["new2"]), ("parameters.on=true", ["new1", "new2", "old1", "old2", "old3"]),
        ("number>=3", ["old3"]), ("parameters.none=1", []), ("parameters.opt<z", []),
    ])
    func `a condition compares numbers as numbers and texts as texts`(text: String, expected: [String]) throws
    {
        let condition = try #require(TrialQuery.Condition(text))
        #expect(names { $0.conditions = [condition] } == expected)
    }

    @Test func `states are alternatives, conditions are not`() throws {
        #expect(names { $0.states = [.failed] } == ["new1"])
        let both = try ["number=1", "metrics.loss=0.5"].map { try #require(TrialQuery.Condition($0)) }
        #expect(names { $0.conditions = both } == ["old1"])
    }

    @Test(arguments: ["", "loss<1", "metrics.loss", "metrics.<1", "metrics.loss<", "=1", "x.y=1"])
    func `what is no condition is none`(text: String) {
        #expect(TrialQuery.Condition(text) == nil)
    }
}
