/// How long the answer that tells of a job may be given again: until the job is another.
internal import HTTP
internal import Synchronization

/// Only of jobs that have ended: a job that runs has another number of lines in the next moment.
final class JobFreshness: Sendable {
    /// Held only to look up or put in one.
    private let current = Mutex<[String: Freshness]>([:])
    /// Beyond it all are forgotten, which costs one encoding each.
    private static let limit = 10_000

    /// - Parameter id: as requests write it.
    func of(_ id: String) -> Freshness {
        current.withLock { current in
            if let known = current[id] { return known }
            if current.count >= JobFreshness.limit {
                for one in current.values { one.end() }
                current = [:]
            }
            let new = Freshness()
            current[id] = new
            return new
        }
    }

    /// The job has changed, or is no more.
    func end(_ id: String) {
        current.withLock { $0.removeValue(forKey: id) }?.end()
    }
}

extension Route {
    /// The route that reads one job, its answers marked. The mark is taken before the job is read: what
    /// changes in between ends it.
    func keeping(_ freshness: JobFreshness, hasEnded: @escaping @Sendable (String) -> Bool) -> Route {
        guard method == .get, template.text == "/api/v1/jobs/{job_id}" else { return self }
        return Route(method, template, lane: lane) { [respond] request, captures in
            guard let id = captures["job_id"] else { return respond(request, captures) }
            let mark = freshness.of(id)
            var response = respond(request, captures)
            if response.status == .ok, hasEnded(id) { response.freshness = mark }
            return response
        }
    }
}
