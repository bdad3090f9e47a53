import Glibc
import Linux
import Synchronization
import TestSupport
import Testing

@Suite("Confined, Rendezvous, WorkerPool, Thread") struct ThreadingTests {
    private final class Counter { var value = 0 }

    @Test func `a confined value is touched on its loop, from wherever it is asked`() throws {
        let loop = try EventLoop()
        let counter = Counter()
        let confined = Confined(counter, to: loop)
        let thread = try Thread.start(name: "other") {
            for _ in 0..<100 { confined.post { $0.value += 1 } }
        }
        try loop.run(until: "100 calls") { counter.value == 100 }
        thread.join()
        #expect(confined.value === counter)
    }

    @Test func `a value is handed over whoever comes first`() throws {
        let early = Rendezvous<Int>()
        early.fulfill(1)
        #expect(early.wait() == 1)
        let late = Rendezvous<Int>()
        let thread = try Thread.start(name: "late") { late.fulfill(2) }
        #expect(late.wait() == 2)
        thread.join()
    }

    @Test func `a full pool says so, and runs what it took, in order`() throws {
        let pool = try WorkerPool(threads: 1, capacity: 3)
        let isBusy = Rendezvous<Void>()
        let goOn = Rendezvous<Void>()
        let done = Rendezvous<[Int]>()
        let order = Mutex<[Int]>([])
        #expect(
            pool.submit {
                isBusy.fulfill(()); goOn.wait()
            })
        isBusy.wait()
        for number in 0..<3 {
            #expect(pool.submit { order.withLock { $0.append(number) } })
        }
        #expect(!pool.submit { order.withLock { $0.append(99) } })
        goOn.fulfill(())
        try eventually("there is room again") { pool.submit { done.fulfill(order.withLock { $0 }) } }
        #expect(done.wait() == [0, 1, 2])
    }

    @Test func `several workers work at once`() throws {
        let pool = try WorkerPool(threads: 2, capacity: 4)
        let (first, second, done) = (Rendezvous<Void>(), Rendezvous<Void>(), Rendezvous<Void>())
        // Each waits for the other: one worker alone would wait for ever.
        #expect(
            pool.submit {
                first.fulfill(()); second.wait(); done.fulfill(())
            })
        #expect(
            pool.submit {
                first.wait(); second.fulfill(())
            })
        done.wait()
    }

    @Test func `a thread has a name of at most 15 bytes, and can be waited for`() throws {
        let name = Rendezvous<String>()
        try Thread.start(name: "a name that is too long") {
            let comm = (try? FileSystem.contents("/proc/thread-self/comm")) ?? nil
            name.fulfill(String(decoding: comm ?? [], as: UTF8.self))
        }.join()
        #expect(name.wait() == "a name that is \n")
    }
}
