/// Measures every two seconds what the tree uses; each row goes to usage.csv.
package import Linux

package final class UsageSampler {
    private static let interval = Duration.seconds(2)
    private static let firstAfter = Duration.milliseconds(500)
    /// Between two looks at the proportional sets.
    private static let dearInterval = Duration.seconds(60)

    private let loop: EventLoop
    private let file: UsageFile
    private let gpu: GPUSchedule?
    private let processes: () -> [ProcessTable.Entry]
    private var timer: Deadline?
    private var ticks = TreeCounter()
    private var read = TreeCounter()
    private var written = TreeCounter()
    private var last: Instant
    private var nextDear: Instant

    /// `processes`: who lives now. `began`: when main started. `isLate`: whether what they used before is
    /// another's to tell.
    package init(
        _ file: UsageFile, gpu: GPUMonitor?, began: Instant, isLate: Bool = false, on loop: EventLoop,
        processes: @escaping () -> [ProcessTable.Entry]
    ) {
        self.file = file
        self.gpu = gpu.map { GPUSchedule($0, at: began) }
        self.loop = loop
        self.processes = processes
        last = began
        nextDear = began
        if isLate { _ = ticks.advance(Self.used(processes())) }
        arm(Self.firstAfter)
    }

    deinit { timer?.cancel() }

    package func stop() {
        timer?.cancel()
    }

    private func arm(_ delay: Duration) {
        timer = loop.after(delay) { [unowned self] in
            sample(processes(), at: .now)
            arm(Self.interval)
        }
    }

    private func sample(_ living: [ProcessTable.Entry], at now: Instant) {
        let used = ticks.advance(Self.used(living))
        let microseconds = max(1, (now - last).nanoseconds / 1_000)
        last = now
        var row = UsageRow(
            time: WallClock.milliseconds,
            cpuTenths: used * 1_000_000_000 / ProcessUsage.ticksPerSecond / microseconds,
            residentSum: living.reduce(0) { $0 + $1.residentPages } * ProcessUsage.pageSize,
            processes: living.count)
        addTransfers(of: living, to: &row)
        row.gpu = gpu?.take(tree: Set(living.map(\.pid)), at: now)
        let isDear = now >= nextDear && !living.isEmpty
        if isDear { nextDear = now + Self.dearInterval }
        file.append(row, measuring: isDear ? living.map(\.pid) : nil)
    }

    private static func used(_ living: [ProcessTable.Entry]) -> [(ProcessTable.Entry, value: Int64)] {
        living.map { ($0, $0.ownTicks + $0.childTicks) }
    }

    /// Left empty where one of them is another user's.
    private func addTransfers(of living: [ProcessTable.Entry], to row: inout UsageRow) {
        var transfers: [(ProcessTable.Entry, ProcessUsage.Transfer)] = []
        for entry in living {
            if let transfer = ProcessUsage.transfer(of: entry.pid) {
                transfers.append((entry, transfer))
            } else if ProcessTable.entry(of: entry.pid)?.isDead == false {
                return
            }
        }
        _ = read.advance(transfers.map { ($0, $1.read) })
        _ = written.advance(transfers.map { ($0, $1.written) })
        row.read = read.total
        row.written = written.total
    }
}
