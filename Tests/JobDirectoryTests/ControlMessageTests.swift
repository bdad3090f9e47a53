/// The lines of the control socket, both ways.
import Testing

@testable import JobDirectory

@Suite("ControlMessage") struct ControlMessageTests {
    @Test(arguments: [
        ControlMessage.Request.hello, .stop(.graceful, requester: "api"), .stop(.terminate, requester: ""),
        .kill(requester: "a\"b"),
    ])
    func `a request is one line and comes back`(request: ControlMessage.Request) throws {
        let line = request.encoded()
        #expect(line.firstIndex(of: 10) == line.count - 1)
        #expect(try ControlMessage.Request(parsing: line) == request)
    }

    @Test(arguments: [
        ControlMessage.Reply.refused("no"),
        .status(
            .init(version: 1, job: "j", attempt: 1, pid: 5, stage: .kill, log: LogCounts(lines: 1))),
    ])
    func `a reply is one line and comes back`(reply: ControlMessage.Reply) throws {
        let line = reply.encoded()
        #expect(line.firstIndex(of: 10) == line.count - 1)
        #expect(try ControlMessage.Reply(parsing: line) == reply)
    }

    @Test func `hello is understood whatever version the other side speaks`() throws {
        #expect(
            try ControlMessage.Request(parsing: Array("{\"verb\":\"hello\",\"proto\":99}".utf8)) == .hello)
    }
}
