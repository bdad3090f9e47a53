/// How long the answer that tells of a job may be given again: until the job is another.
internal import HTTP
internal import Synchronization

/// A job that runs is another with each line that it prints, too.
final class JobFreshness: Sendable {
    /// Held only to look up or put in one.
    private let current = Mutex<[String: Freshness]>([:])
    /// Beyond it all are forgotten, which costs one encoding each.
    private static let limit = 10_000

    enum Basis {
        /// What changes without a word: the answer is made anew each time.
        case unknown
        /// Nothing else.
        case job
        /// How far the log has come, by the size of its index.
        case log(size: UInt64?, current: @Sendable () -> UInt64?)
    }

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
    /// - Parameter basis: what the answer is made of besides the job itself.
    func keeping(
        _ freshness: JobFreshness, basis: @escaping @Sendable (String) -> JobFreshness.Basis
    ) -> Route {
        guard method == .get, template.text == "/api/v1/jobs/{job_id}" else { return self }
        return Route(method, template, lane: lane) { [respond] request, captures in
            guard let id = captures["job_id"] else { return respond(request, captures) }
            let mark = freshness.of(id)
            let basis = basis(id)
            var response = respond(request, captures)
            guard response.status == .ok else { return response }
            switch basis {
            case .unknown: break
            case .job: response.freshness = mark
            case .log(let size, let current):
                response.freshness = Freshness { mark.lasts && current() == size }
            }
            return response
        }
    }
}
