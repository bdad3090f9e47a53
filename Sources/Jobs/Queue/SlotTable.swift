/// Who holds what of the machine: slots, and GPUs by UUID. Held from launch until the tree is gone.
package import JobDirectory
package import Project

package struct SlotTable: Sendable {
    package struct Lease: Equatable, Sendable {
        package let flavor: String
        package let gpus: [String]

        package init(flavor: String, gpus: [String]) {
            self.flavor = flavor
            self.gpus = gpus
        }
    }

    /// Jobs at once in all.
    package let limit: Int
    /// As anana.yaml has them.
    package let order: [Flavor]
    private let flavors: [String: Flavor]
    /// UUIDs, in the order in which they are handed out.
    let gpus: [String]
    package private(set) var leases: [JobID: Lease] = [:]
    /// GPUs that no job of ours holds and none can have now, with the reason in words.
    package var unavailable: [String: String] = [:]

    package init(limit: Int, flavors: [Flavor], gpus: [String]) {
        self.limit = limit
        order = flavors
        self.flavors = Dictionary(flavors.map { ($0.name, $0) }) { first, _ in first }
        self.gpus = gpus
    }

    /// With other rules, and the same leases.
    func changed(limit: Int, flavors: [Flavor]) -> SlotTable {
        var table = SlotTable(limit: limit, flavors: flavors, gpus: gpus)
        table.leases = leases
        table.unavailable = unavailable
        return table
    }

    /// Why a job of the flavor could never run here; nil where it could.
    package func flaw(of flavor: String) -> String? {
        guard let wanted = flavors[flavor]?.gpus, wanted > gpus.count else { return nil }
        return "'\(flavor)' takes \(wanted) GPU\(wanted == 1 ? "" : "s"), this machine has \(gpus.count)"
    }

    package var isFull: Bool { leases.count >= limit }

    /// Takes what one job of the flavor needs; nil where it is not free now.
    package mutating func lease(_ flavor: String, for job: JobID) -> Lease? {
        guard !isFull else { return nil }
        let rule = flavors[flavor]
        if let most = rule?.limit, leases.values.count(where: { $0.flavor == flavor }) >= most { return nil }
        let free = freeGPUs
        let wanted = gpus(of: flavor)
        guard free.count >= wanted else { return nil }
        let lease = Lease(flavor: flavor, gpus: Array(free.prefix(wanted)))
        leases[job] = lease
        return lease
    }

    /// Why no job of the flavor could start now; nil where one could.
    package func obstacle(to flavor: String) -> Obstacle? {
        if isFull { return Obstacle(.slot, "\(leases.count) of \(limit) slots are taken") }
        let rule = flavors[flavor]
        if let most = rule?.limit {
            let running = leases.values.count { $0.flavor == flavor }
            if running >= most { return Obstacle(.flavor, "\(running) of \(most) jobs of flavor '\(flavor)' run") }
        }
        let wanted = gpus(of: flavor)
        let free = freeGPUs.count
        if free >= wanted { return nil }
        let reasons = unleasedGPUs.compactMap { unavailable[$0] }
        let detail = "needs \(wanted) of \(gpus.count) GPU\(gpus.count == 1 ? "" : "s"), \(free) free"
        if reasons.isEmpty { return Obstacle(.gpu, detail) }
        let rest = reasons.count > 4 ? "; …" : ""
        return Obstacle(.gpu, detail + ": " + reasons.prefix(4).joined(separator: "; ") + rest)
    }

    /// How many a job of the flavor takes.
    package func gpus(of flavor: String) -> Int { flavors[flavor]?.gpus ?? 0 }

    /// What no job of ours holds.
    var unleasedGPUs: [String] {
        let taken = Set(leases.values.flatMap(\.gpus))
        return gpus.filter { !taken.contains($0) }
    }

    var freeGPUs: [String] { unleasedGPUs.filter { unavailable[$0] == nil } }

    /// What a job holds that was started by an earlier server, whatever the limits say now.
    package mutating func restore(_ lease: Lease, for job: JobID) {
        leases[job] = lease
    }

    package mutating func release(_ job: JobID) {
        leases[job] = nil
    }
}
