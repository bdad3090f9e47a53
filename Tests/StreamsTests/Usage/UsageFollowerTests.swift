/// Following usage.csv: the latest row at once, then each new one, once.
@testable import Streams
import Linux
import Testing
import TestSupport

@Suite struct UsageFollowerTests {
    private final class Ear {
        var heard: [Int: [Int64]] = [:]
    }

    private let folder: TemporaryDirectory
    private let loop: EventLoop
    private let ear = Ear()
    private let follower: UsageFollower
    private var path: String { folder.path + "/usage.csv" }

    init() throws {
        folder = try TemporaryDirectory()
        loop = try EventLoop()
        let ear = ear
        follower = UsageFollower(job: "j", files: try FileWatch(on: loop), loop: loop) { _, event in
            if case .usage(let number, _, let time, _) = event { ear.heard[number, default: []].append(time) }
        }
    }

    private func append(_ text: String) throws {
        if FileSystem.exists(path) {
            try FileDescriptor.open(path, [.write, .append]).writeAll(Array(text.utf8))
        } else {
            try folder.write(text, to: "usage.csv")
        }
    }

    private func row(_ time: Int) -> String { "\(time),1.0,2,,3,4,5,,,\n" }

    @Test func `a reader hears the latest row, then each new one`() throws {
        try append("t,cpu_percent\n" + row(1) + row(2))
        follower.look(at: path)
        follower.add(ReaderID(loop: 0, number: 7))
        #expect(ear.heard == [7: [2]])
        try append(row(3))
        try loop.run(until: "the third row") { ear.heard[7]?.last == 3 }
        follower.remove(ReaderID(loop: 0, number: 7))
        follower.add(ReaderID(loop: 1, number: 8))
        try append(row(4))
        try loop.run(until: "the fourth row") { ear.heard[8]?.last == 4 }
        #expect(ear.heard == [7: [2, 3], 8: [3, 4]])
    }

    @Test func `half a row waits for its other half`() throws {
        try append(row(1) + "2,1.0")
        follower.look(at: path)
        follower.add(ReaderID(loop: 0, number: 1))
        #expect(ear.heard == [1: [1]])
        try append(",2,,3,4,5,,,\n")
        try loop.run(until: "the second row") { ear.heard[1]?.last == 2 }
    }

    @Test func `a file that comes later is found, and so is that of the next attempt`() throws {
        follower.look(at: nil)
        follower.add(ReaderID(loop: 0, number: 1))
        #expect(ear.heard.isEmpty)
        try append(row(5))
        follower.look(at: path)
        #expect(ear.heard == [1: [5]])
        try folder.write(row(6), to: "other.csv")
        follower.look(at: folder.path + "/other.csv")
        #expect(ear.heard == [1: [5, 6]])
    }
}
