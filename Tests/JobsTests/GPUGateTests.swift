import JobDirectory
@testable import Jobs
import Linux
import TestSupport
import Testing

/// A job of flavor gpu takes all four.
@Suite("GPUGate") struct GPUGateTests {
    private let gpus = GPUsUnderTest(["GPU-a", "GPU-b", "GPU-c", "GPU-d"])
    private let other = GPUSurvey.User(pid: 41, name: "python3", memory: 2 << 30)

    private func devices(usedBy user: GPUSurvey.User? = nil) -> [GPUSurvey.Device] {
        gpus.all.map { GPUsUnderTest.device($0, usedBy: $0 == "GPU-b" ? user.map { [$0] } ?? [] : []) }
    }

    private func obstacle(_ fixture: ControllerFixture, _ job: Job) -> Obstacle? {
        fixture.table[job.id]?.waitsFor
    }

    @Test func `a GPU that others use is skipped, and the job says so until it is free`() throws {
        let fixture = try ControllerFixture(gpus: gpus)
        gpus.show(devices(usedBy: other))
        let job = try fixture.submit("true", flavor: "gpu")
        try fixture.wait(until: "the reason") { obstacle(fixture, job)?.detail.contains("python3") == true }
        #expect(
            obstacle(fixture, job)
                == Obstacle(
                    .gpu, "needs 4 of 4 GPUs, 3 free: GPU-b is used by others: python3 (pid 41, 2048 MiB)"))
        #expect(fixture.table[job.id]?.state == .queued)
        gpus.show(devices())
        try fixture.run(until: job.id, is: .completed)
    }

    @Test func `a GPU that is gone is not leased, and one that comes back is`() throws {
        let fixture = try ControllerFixture(gpus: gpus)
        gpus.show(devices().dropLast())
        let job = try fixture.submit("true", flavor: "gpu")
        try fixture.wait(until: "the reason") { obstacle(fixture, job)?.detail.contains("GPU-d is gone") == true }
        gpus.show(devices())
        try fixture.run(until: job.id, is: .completed)
    }

    @Test func `a program that says nothing keeps no job from its GPU, and that is said once`() throws {
        let fixture = try ControllerFixture(gpus: gpus)
        gpus.show(nil)
        for _ in 1...2 { try fixture.run(until: fixture.submit("true", flavor: "gpu").id, is: .completed) }
        #expect(fixture.notices.count { $0.contains("can't be looked at") } == 1)
    }

    @Test func `jobs that need no GPU ask for none, and pass one that waits for it`() throws {
        let fixture = try ControllerFixture(gpus: gpus)
        try fixture.run(until: fixture.submit("true").id, is: .completed)
        #expect(gpus.looks == 0)
        gpus.show(devices(usedBy: other))
        let waiting = try fixture.submit("true", flavor: "gpu")
        try fixture.run(until: fixture.submit("true").id, is: .completed)
        #expect(fixture.table[waiting.id]?.state == .queued)
    }

    @Test func `what a job has given back is looked at again before the next one gets it`() throws {
        let fixture = try ControllerFixture(gpus: gpus)
        try fixture.run(until: fixture.submit("true", flavor: "gpu").id, is: .completed)
        let looks = gpus.looks
        gpus.show(devices(usedBy: other))
        let job = try fixture.submit("true", flavor: "gpu")
        try fixture.wait(until: "the reason") { obstacle(fixture, job)?.detail.contains("pid 41") == true }
        #expect(gpus.looks > looks)
    }

    @Test func `GPUs that a job holds are looked at while it runs, and the loss of one is told once`() throws {
        let fixture = try ControllerFixture(gpus: gpus, gpuRounds: .milliseconds(20))
        let job = try fixture.submit("exec sleep 1000", flavor: "gpu")
        try fixture.run(until: job.id, is: .running)
        gpus.show(devices().dropLast())
        let news = "trouble GPU-d is gone, which job \(job.id) holds; no other job will get it"
        try fixture.wait(until: "the news") { fixture.notices.contains(news) }
        let looks = gpus.looks
        try fixture.wait(until: "more looks") { gpus.looks > looks + 3 }
        #expect(fixture.notices.count { $0 == news } == 1)
        #expect(fixture.table[job.id]?.state == .running)
        _ = try fixture.controller.stop(job.id, mode: .kill)
        try fixture.run(until: job.id, is: .stopped)
    }
}
