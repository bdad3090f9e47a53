/// What the waiter says to its supervisor.
import Testing

@testable import AnanaSupervisor

@Suite("WaiterReport") struct WaiterReportTests {
    @Test(arguments: [
        ("100 200 300\n", true), ("100 200 300", false), ("1 2 3\n", false), ("100 200\n", false),
    ])
    func `the waiter's report is one whole line`(text: String, isReport: Bool) {
        let report = WaiterReport(parsing: Array(text.utf8))
        #expect((report != nil) == isReport)
        #expect(report.map { $0.encoded() == Array(text.utf8) } ?? true)
    }
}
