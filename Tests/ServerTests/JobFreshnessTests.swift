/// How long the answer that tells of a job may be given again.
@testable import AnanaServer
import HTTP
import Testing

@Suite struct JobFreshnessTests {
    private let freshness = JobFreshness()

    private func answer(_ template: String, _ target: String, status: Status = .ok, ended: Bool) -> Response {
        let route = Route(.get, PathTemplate(template)) { _, _ in Response(status: status) }
            .keeping(freshness) { _ in ended }
        guard case .found(let found, let captures) = Router(routes: [route]).match(Request(target: target)) else {
            preconditionFailure("the route is there")
        }
        return found.respond(Request(target: target), captures)
    }

    @Test func `a job that has ended is told again until it changes`() throws {
        let mark = try #require(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", ended: true).freshness)
        #expect(mark.lasts)
        #expect(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", ended: true).freshness === mark)
        freshness.end("b")
        #expect(mark.lasts)
        freshness.end("a")
        #expect(!mark.lasts)
        #expect(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", ended: true).freshness?.lasts == true)
    }

    @Test func `a job that runs, one that is not there and other answers are made anew`() {
        #expect(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", ended: false).freshness == nil)
        #expect(answer("/api/v1/jobs/{job_id}", "/api/v1/jobs/a", status: .notFound, ended: true).freshness == nil)
        #expect(answer("/api/v1/jobs/{job_id}/logs", "/api/v1/jobs/a/logs", ended: true).freshness == nil)
    }
}
