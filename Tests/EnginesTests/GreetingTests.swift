/// A server and a supervisor of another version.
import Engines
import JobDirectory
import Linux
import TestSupport
import Testing

@Suite("A supervisor of another version") struct GreetingTests {
    /// Plays a supervisor that lives: its lock, its record, its socket; answers every line with `answer`.
    private final class Impostor {
        let folder: TemporaryDirectory
        let loop: EventLoop
        let engine: LocalEngine
        let job = JobID(at: WallClock.milliseconds)
        let attempt: AttemptDirectory
        private let lock: FileLock
        private let listener: Socket
        private let answer: String
        private var watch: Watch?
        private var peers: [Peer] = []
        var received = ""
        var observations: [Observation] = []

        private final class Peer {
            let socket: Socket
            var watch: Watch?

            init(_ socket: consuming Socket) { self.socket = socket }
        }

        init(answering answer: String, protocolVersion: Int = ControlMessage.version) throws {
            // Whoever only asks for a stop waits for no answer.
            Socket.ignoreBrokenPipes()
            folder = try TemporaryDirectory()
            loop = try EventLoop()
            self.answer = answer
            let results = ResultsFolder(path: folder.path)
            try results.make()
            attempt = results.job(job).attempt(1)
            try FileSystem.makeDirectories(attempt.path)
            engine = try LocalEngine(loop: loop, results: results, supervisor: "/nonexistent")
            guard let lock = try FileLock.acquire(attempt.lock) else { throw TimedOut(what: "the lock") }
            self.lock = lock
            let me = try #require(ProcessTable.identity(of: ProcessTable.ownPID))
            let record = ProcessRecord(
                bootID: engine.currentBootID, time: 1, supervisor: me, waiter: me, main: me,
                protocolVersion: protocolVersion)
            try AtomicFile.replace(attempt.processes, with: record.encoded())
            let handle = try FileDescriptor.open(attempt.path, [.read, .directory])
            listener = try Socket.listen(on: .path(handle.procPath + "/ctl.sock"))
            watch = try loop.watch(listener.descriptor, for: .readable) { [unowned self] _ in accept() }
            engine.report = { [unowned self] in observations.append($1) }
            loop.after(.zero) { [unowned self] in engine.resume(job, attempt: 1) }
        }

        private func accept() {
            guard let socket = try? listener.accept() else { return }
            let peer = Peer(socket)
            peers.append(peer)
            peer.watch = try? loop.watch(peer.socket.descriptor, for: .readable) {
                [unowned self, unowned peer] _ in
                read(peer)
            }
        }

        private func read(_ peer: Peer) {
            let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count =
                    (try? peer.socket.descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
            }
            if bytes.isEmpty { return peer.watch?.cancel() ?? () }
            received += String(decoding: bytes, as: UTF8.self)
            try? peer.socket.descriptor.writeAll(Array((answer + "\n").utf8))
        }

        var troubles: [String] {
            observations.compactMap { if case .trouble(let text) = $0 { text } else { nil } }
        }
    }

    private static func status(_ version: Int) -> String {
        "{\"proto\":\(version),\"id\":\"x\",\"attempt\":1,\"pid\":7,\"stage\":\"running\",\"lines\":0,"
            + "\"bytes\":0,\"gap_bytes\":0,\"gap_lines\":0}"
    }

    @Test func `of the same version is told of a stop at once`() throws {
        let impostor = try Impostor(answering: Self.status(ControlMessage.version))
        try impostor.loop.run(until: "hello") { impostor.received.contains("hello") }
        _ = try impostor.engine.stop(impostor.job, mode: .graceful, requester: "api")
        try impostor.loop.run(until: "a stop") { impostor.received.contains("\"verb\":\"stop\"") }
        #expect(impostor.troubles.isEmpty)
    }

    @Test(arguments: [status(99), "{\"error\":\"what?\"}", "EHLO", "{\"proto\":2}"])
    func `case 11: is left to its work, a notice says so, and stop goes by the file`(answer: String) throws {
        let impostor = try Impostor(answering: answer)
        try impostor.loop.run(until: "a notice") { !impostor.troubles.isEmpty }
        #expect(impostor.troubles.count == 1 && impostor.troubles[0].contains("another version"))
        let before = impostor.received
        let wish = try #require(try impostor.engine.stop(impostor.job, mode: .terminate, requester: "api"))
        #expect(try StopRecord(parsing: FileSystem.contents(impostor.attempt.stop) ?? []) == wish)
        var turns = 0
        try impostor.loop.run(until: "some turns") {
            turns += 1
            return turns > 20
        }
        #expect(impostor.received == before)
        #expect(!impostor.observations.contains { if case .ended = $0 { true } else { false } })
    }
}
