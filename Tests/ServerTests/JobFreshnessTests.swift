/// How long the answer that tells of a job may be given again.
@testable import AnanaServer
import HTTP
import Synchronization
import Testing

@Suite struct JobFreshnessTests {
    private let freshness = JobFreshness()

    private func answer(
        _ template: String, _ target: String, status: Status = .ok, basis: JobFreshness.Basis
    ) -> Response {
        let route = Route(.get, PathTemplate(template)) { _, _ in Response(status: status) }
            .keeping(freshness) { _ in basis }
        guard case .found(let found, let captures) = Router(routes: [route]).match(Request(target: target)) else {
            preconditionFailure("the route is there")
        }
        return found.respond(Request(target: target), captures)
    }

    @Test func `a job that has ended is told again until it changes`() throws {
        let mark = try #require(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", basis: .job).freshness)
        #expect(mark.lasts)
        #expect(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", basis: .job).freshness === mark)
        freshness.end("b")
        #expect(mark.lasts)
        freshness.end("a")
        #expect(!mark.lasts)
        #expect(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", basis: .job).freshness?.lasts == true)
    }

    private final class Log: Sendable {
        let size = Mutex<UInt64?>(nil)

        var basis: JobFreshness.Basis {
            .log(size: size.withLock { $0 }) { self.size.withLock { $0 } }
        }
    }

    @Test func `a job that runs is told again until it prints or changes`() throws {
        let log = Log()
        let silent = try #require(
            answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", basis: log.basis).freshness)
        #expect(silent.lasts)
        log.size.withLock { $0 = 64 }
        #expect(!silent.lasts)
        let printed = try #require(
            answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", basis: log.basis).freshness)
        #expect(printed.lasts)
        freshness.end("a")
        #expect(!printed.lasts)
    }

    @Test func `one that waits, one that is not there and other answers are made anew`() {
        #expect(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", basis: .unknown).freshness == nil)
        #expect(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", status: .notFound, basis: .job).freshness == nil)
        #expect(answer("/api/v1/jobs/{job_id}/logs", "/api/v1/jobs/a/logs", basis: .job).freshness == nil)
    }
}
