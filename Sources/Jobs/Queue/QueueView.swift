/// The queue as it stands, for those who look at it: a copy.
internal import JobDirectory
internal import Linux
internal import Project

package struct QueueView: Sendable {
    /// Jobs that are shown; there may be more.
    private static let limit = 1_000

    package let isPaused: Bool
    package let limit: Int
    /// Jobs that wait, those for the moment of their next attempt included.
    package let length: Int
    package let leases: [(job: String, lease: SlotTable.Lease)]
    /// In the order in which they are to run.
    package let jobs: [Job]
    package let flavors: [FlavorUse]

    /// - Parameter table: whose jobs wait.
    package init(of table: JobTable) {
        let outlook = table.outlook
        let (order, waiting) = table.withQueue { ($0.order, $0.flavors) }
        isPaused = outlook.isPaused
        limit = outlook.slots
        leases = outlook.leases.map { ($0.key.text, $0.value) }.sorted { $0.job < $1.job }
        var ids: [JobID] = []
        order.ascend { place in
            ids.append(place.job)
            return ids.count < Self.limit
        }
        // Those that wait for an attempt stand in no line.
        var query = JobQuery()
        query.states = [.queued]
        let counted = table.counts()[.queued] ?? 0
        length = max(counted, order.count)
        var jobs = ids.compactMap { table[$0] }.filter { $0.state == .queued }
        if counted > order.count {
            jobs += table.page(query, limit: Self.limit).jobs.filter { $0.retryAt != nil }
        }
        self.jobs = jobs
        flavors = outlook.flavors.map { flavor in
            FlavorUse(
                name: flavor.name, gpus: flavor.gpus, limit: flavor.limit,
                running: outlook.leases.values.count { $0.flavor == flavor.name },
                queued: waiting[flavor.name] ?? 0)
        }
    }
}

/// A flavor, and how many jobs of it there are.
package struct FlavorUse: Sendable {
    package let name: String
    package let gpus: Int
    package let limit: Int?
    package let running: Int
    package let queued: Int
}
