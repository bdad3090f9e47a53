import Testing

/// Where a reader of metrics begins.
@testable import Streams

@Suite struct MetricStartTests {
    @Test(arguments: [
        (MetricStart.row(1), Int64(0), Int64?(1)), (.row(0), 5, 1), (.row(3), 5, 3), (.row(6), 5, 6),
        (.row(7), 5, nil), (.tail(2), 5, 4), (.tail(0), 5, 6), (.tail(9), 5, 1), (.tail(9), 0, 1),
    ])
    func `a place among rows`(start: MetricStart, count: Int64, row: Int64?) {
        #expect(start.row(of: count) == row)
    }
}
