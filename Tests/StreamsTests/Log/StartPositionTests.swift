/// Where a reader begins.
@testable import Streams
import Testing

@Suite struct StartPositionTests {
    @Test(arguments: [
        (StartPosition.line(1), 1 as Int64), (.line(7), 7), (.line(10), 10), (.line(0), 1),
        (.after(0), 1), (.after(6), 7), (.after(9), 10),
        (.fromEnd(0), 10), (.fromEnd(1), 9), (.fromEnd(9), 1), (.fromEnd(10), 1), (.fromEnd(.max), 1),
        (.tail(0), 10), (.tail(3), 7), (.tail(1_000_000), 1),
    ])
    func `in a log of nine lines`(start: StartPosition, line: Int64) throws {
        #expect(try start.line(first: 1, next: 10) == line)
    }

    @Test(arguments: [StartPosition.line(1), .line(5), .after(2), .fromEnd(9), .tail(9)])
    func `lines that are kept no longer are skipped`(start: StartPosition) throws {
        #expect(try start.line(first: 5, next: 10) == 5)
    }

    @Test(arguments: [StartPosition.line(1), .after(0), .fromEnd(5), .tail(5)])
    func `an empty log begins at its first line`(start: StartPosition) throws {
        #expect(try start.line(first: 1, next: 1) == 1)
    }

    @Test(arguments: [
        (StartPosition.line(11), 11 as Int64), (.after(10), 11), (.line(.max), Int64.max),
        (.after(.max - 1), Int64.max),
    ])
    func `past the line that comes next is refused`(start: StartPosition, line: Int64) {
        #expect(throws: StartPosition.Refusal.pastEnd(line: line, next: 10)) {
            try start.line(first: 1, next: 10)
        }
    }

    @Test func `a cursor that is no line is refused with its text`() {
        #expect(throws: StartPosition.Refusal.notALine("e9.l3")) {
            try StartPosition.unknown("e9.l3").line(first: 1, next: 10)
        }
    }

    @Test func `only a tail says what it leaves out`() {
        #expect(StartPosition.tail(3).saysLag)
        for start in [StartPosition.line(3), .after(3), .fromEnd(3), .unknown("x")] {
            #expect(!start.saysLag)
        }
    }
}
