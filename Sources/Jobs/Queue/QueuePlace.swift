/// A job's place in the queue: by priority, then by rank, then by age.
package import JobDirectory

package struct QueuePlace: Identifiable, Comparable, Hashable, Sendable {
    package let job: JobID
    package let flavor: String
    package let template: String
    package let priority: Int
    /// Lower is earlier. The moment at which the job was made, until somebody moves it.
    package let rank: Int64

    /// Ranks between two jobs that were made in successive milliseconds.
    static let step: Int64 = 4096

    package var id: QueuePlace { self }

    package init(_ job: Job, rank: Int64? = nil) {
        self.init(
            job: job.id, flavor: job.record.flavor, template: job.record.template,
            priority: job.meta.labels.priority, rank: rank ?? Self.rank(of: job.id))
    }

    init(job: JobID, flavor: String, template: String, priority: Int, rank: Int64) {
        self.job = job
        self.flavor = flavor
        self.template = template
        self.priority = priority
        self.rank = rank
    }

    static func rank(of job: JobID) -> Int64 { job.milliseconds * step }

    var isMoved: Bool { rank != Self.rank(of: job) }

    func moved(priority: Int, rank: Int64) -> QueuePlace {
        QueuePlace(job: job, flavor: flavor, template: template, priority: priority, rank: rank)
    }

    package static func < (a: QueuePlace, b: QueuePlace) -> Bool {
        if a.priority != b.priority { return a.priority > b.priority }
        return a.rank != b.rank ? a.rank < b.rank : a.job < b.job
    }
}
