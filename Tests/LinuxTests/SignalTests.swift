import Glibc
import Linux
import TestSupport
import Testing

@Suite("Signal") struct SignalTests {
    let folder: TemporaryDirectory
    let program: RunningProgram

    init() throws {
        folder = try TemporaryDirectory()
        program = try RunningProgram("sleep", ["1000"], output: folder.path + "/out")
    }

    @Test func `it reaches the process that is meant`() throws {
        let identity = try #require(ProcessTable.identity(of: program.pid))
        #expect(Signal.terminate.send(to: identity))
        #expect(try program.wait().signal == SIGTERM)
        #expect(!Signal.terminate.send(to: identity))
    }

    @Test func `it does not reach another one that has got the number`() throws {
        let identity = try #require(ProcessTable.identity(of: program.pid))
        let earlier = ProcessIdentity(pid: identity.pid, start: identity.start - 1)
        #expect(!Signal.kill.send(to: earlier))
        #expect(program.status() == nil)
    }

    @Test func `it reaches a whole group`() throws {
        let shell = try RunningProgram(
            "bash", ["-c", "sleep 1000 & echo $!; wait"], output: folder.path + "/shell")
        let child: Int32 = try eventually("the child's number") {
            Int32(shell.output().split(separator: "\n").first ?? "")
        }
        #expect(Signal.kill.send(toGroup: shell.pid))
        #expect(try shell.wait().signal == SIGKILL)
        try eventually("the child is gone") { ProcessTable.entry(of: child)?.isDead ?? true }
        try eventually("the group is gone") { !Signal.kill.send(toGroup: shell.pid) }
    }

    @Test func `signals can be read, one after the other`() throws {
        let seen = Rendezvous<Result<[Signal?], any Error>>()
        try Thread.start(name: "signals") {
            seen.fulfill(
                Result {
                    let signals = try SignalDescriptor([.user1, .user2])
                    let none = try signals.next()
                    // To this thread only: for any other of this process they would be death.
                    pthread_kill(pthread_self(), SIGUSR1)
                    pthread_kill(pthread_self(), SIGUSR2)
                    return [none, try signals.next(), try signals.next(), try signals.next()]
                })
        }.join()
        #expect(try seen.wait().get() == [nil, .user1, .user2, nil])
    }
}
