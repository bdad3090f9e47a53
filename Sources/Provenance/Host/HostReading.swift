/// How busy the machine is at this moment.
internal import Linux

struct HostReading: Equatable, Sendable {
    let load: [Double]
    let processorTicks: Ticks?
    /// Bytes.
    let memoryAvailable: Int64

    /// Since the machine was started, of all processors together.
    struct Ticks: Equatable, Sendable {
        let busy: Int64
        let total: Int64

        /// Share that was busy since `earlier`; nil where no time has passed.
        func share(since earlier: Ticks) -> Double? {
            let passed = total - earlier.total
            guard passed > 0 else { return nil }
            return min(1, max(0, Double(busy - earlier.busy) / Double(passed)))
        }
    }

    static func read(root: String = "") -> HostReading {
        let proc = ProcFile(root: root)
        return HostReading(
            load: (proc.word("proc/loadavg") ?? "").split(separator: " ").prefix(3).compactMap { Double($0) },
            processorTicks: proc.word("proc/stat").flatMap(ticks),
            memoryAvailable: proc.text("proc/meminfo").flatMap { ProcFile.kibibytes("MemAvailable", in: $0) }
                ?? 0)
    }

    /// `cpu  user nice system idle iowait irq softirq steal guest guest_nice`; guests are in user already.
    static func ticks(in line: String) -> Ticks? {
        let values = line.split(separator: " ").dropFirst().prefix(8).compactMap { Int64($0) }
        guard line.hasPrefix("cpu "), values.count >= 5 else { return nil }
        let total = values.reduce(0, +)
        return Ticks(busy: total - values[3] - values[4], total: total)
    }
}
