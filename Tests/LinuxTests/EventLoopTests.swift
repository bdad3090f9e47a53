import Linux
import Synchronization
import TestSupport
import Testing

@Suite("EventLoop") struct EventLoopTests {
    /// A pipe with a byte in it: readable at once.
    private func readablePipe() throws -> Pipe {
        let pipe = try Pipe()
        try pipe.writeEnd.writeAll([1])
        return pipe
    }

    /// One turn: everything that is due now happens.
    private func turn(_ loop: EventLoop) throws {
        loop.after(.zero) { loop.stop() }
        try loop.run()
    }

    @Test func `a handler is called while there is something to read`() throws {
        let loop = try EventLoop()
        let pipe = try readablePipe()
        var calls = 0
        let watch = try loop.watch(pipe.readEnd, for: .readable) { readiness in
            #expect(readiness == .readable)
            calls += 1
            if calls == 3 { loop.stop() }
        }
        try loop.run()
        #expect(calls == 3)
        watch.cancel()
        try turn(loop)
        #expect(calls == 3)
    }

    @Test func `whoever is cancelled by another handler of the turn is not called`() throws {
        let loop = try EventLoop()
        let pipes = [Held(try readablePipe()), Held(try readablePipe())]
        var watches: [Watch] = []
        var calls = 0
        for pipe in pipes {
            watches.append(
                try loop.watch(pipe.value.readEnd, for: .readable) { _ in
                    calls += 1
                    for watch in watches { watch.cancel() }
                })
        }
        try turn(loop)
        #expect(calls == 1)
    }

    @Test func `an event of the turn does not reach who got the place of its watch`() throws {
        let loop = try EventLoop()
        let pipes = [Held(try readablePipe()), Held(try readablePipe()), Held(try Pipe())]
        var watches: [Watch] = []
        var newcomerCalls = 0
        for pipe in pipes[..<2] {
            watches.append(
                try loop.watch(pipe.value.readEnd, for: .readable) { _ in
                    for watch in watches { watch.cancel() }
                    // Both places are free now: the newcomer, with nothing to read, takes one of them.
                    let taken = [pipes[2]].map { pipe in
                        try? loop.watch(pipe.value.readEnd, for: .readable) { _ in newcomerCalls += 1 }
                    }
                    watches += taken.compactMap { $0 }
                })
        }
        try turn(loop)
        #expect(watches.count == 3)
        #expect(newcomerCalls == 0)
    }

    @Test func `a handler may cancel itself, twice`() throws {
        let loop = try EventLoop()
        let pipe = try readablePipe()
        var watch: Watch?
        var calls = 0
        watch = try loop.watch(pipe.readEnd, for: .readable) { _ in
            calls += 1
            watch?.cancel()
            watch?.cancel()
        }
        try turn(loop)
        try turn(loop)
        #expect(calls == 1)
    }

    @Test func `a watch can wait for something else`() throws {
        let loop = try EventLoop()
        let pipe = try readablePipe()
        var calls = 0
        let watch = try loop.watch(pipe.readEnd, for: []) { _ in calls += 1 }
        try turn(loop)
        #expect(calls == 0)
        try watch.change(to: .readable)
        try turn(loop)
        #expect(calls == 1)
    }

    @Test func `a watch that outlives its loop does nothing`() throws {
        let pipe = try readablePipe()
        let watch = try { try EventLoop().watch(pipe.readEnd, for: .readable) { _ in } }()
        try watch.change(to: [])
        watch.cancel()
    }

    @Test func `deadlines come in order, none early, a cancelled one not at all`() throws {
        let loop = try EventLoop()
        let began = Instant.now
        var order: [Int] = []
        loop.after(.milliseconds(20)) {
            order.append(20)
            #expect(Instant.now - began >= .milliseconds(20))
            loop.stop()
        }
        loop.after(.milliseconds(5)) { order.append(5) }
        loop.after(.milliseconds(10)) { order.append(10) }.cancel()
        loop.after(.zero) { order.append(0) }
        try loop.run()
        #expect(order == [0, 5, 20])
    }

    @Test func `a deadline may set the next one, and others get their turn between`() throws {
        let loop = try EventLoop()
        let pipe = try readablePipe()
        var reads = 0
        let watch = try loop.watch(pipe.readEnd, for: .readable) { _ in reads += 1 }
        var rounds = 0
        func again() {
            rounds += 1
            if rounds == 10 { loop.stop() } else { loop.after(.zero) { again() } }
        }
        again()
        try loop.run()
        #expect(reads >= 8)
        watch.cancel()
    }

    @Test func `what is put off to the end of the turn comes after all handlers, also what that puts off`()
        throws
    {
        let loop = try EventLoop()
        var order: [String] = []
        loop.after(.zero) {
            loop.atEndOfTurn {
                order.append("end")
                loop.atEndOfTurn { order.append("end of the end") }
            }
            order.append("first")
        }
        loop.after(.zero) {
            order.append("second")
            loop.stop()
        }
        try loop.run()
        #expect(order == ["first", "second", "end", "end of the end"])
    }

    @Test func `calls from many threads all come, in the order of each thread`() throws {
        let loop = try EventLoop()
        let remote = loop.remote
        let seen = Mutex<[Int: [Int]]>([:])
        let threads = try (0..<8).map { thread in
            try Thread.start(name: "poster") {
                for number in 0..<1000 {
                    remote.post { seen.withLock { $0[thread, default: []].append(number) } }
                }
            }
        }
        try loop.run(until: "8000 calls") { seen.withLock { $0.values.reduce(0) { $0 + $1.count } } == 8000 }
        for thread in threads { thread.join() }
        #expect(seen.withLock { $0.values.allSatisfy { $0 == Array(0..<1000) } })
    }

    @Test func `a call that posts a call does not starve the loop`() throws {
        let loop = try EventLoop()
        let remote = loop.remote
        @Sendable func again() { remote.post { again() } }
        again()
        loop.after(.milliseconds(2)) { loop.stop() }
        try loop.run()
    }

    @Test func `after it has stopped nothing posted is run, until it runs again`() throws {
        let loop = try EventLoop()
        let remote = loop.remote
        let calls = Mutex(0)
        remote.post {
            calls.withLock { $0 += 1 }
        }
        try turn(loop)
        #expect(calls.withLock { $0 } == 1)
        remote.post { calls.withLock { $0 += 1 } }
        #expect(calls.withLock { $0 } == 1)
        try turn(loop)
        #expect(calls.withLock { $0 } == 2)
    }

    @Test func `it knows its thread`() throws {
        let remote = try EventLoop().remote
        #expect(remote.isCurrent)
        let elsewhere = Rendezvous<Bool>()
        try Thread.start(name: "other") { elsewhere.fulfill(remote.isCurrent) }.join()
        #expect(!elsewhere.wait())
    }
}
