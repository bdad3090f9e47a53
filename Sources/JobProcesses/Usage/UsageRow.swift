/// One line of usage.csv: what the tree uses at a moment; what could not be measured is empty, never 0.

package struct UsageRow: Equatable {
    package static let header =
        "t,cpu_percent,rss_sum,pss,processes,read_bytes,write_bytes,"
        + "gpu_memory_mib,gpu_utilization,gpu_processes\n"

    /// Milliseconds since 1970.
    var time: Int64
    /// Of one core, in tenths of a per cent, since the row before.
    var cpuTenths: Int64
    /// Bytes; what processes share counts in each.
    var residentSum: Int64
    /// Bytes; what processes share counts once. Measured rarely.
    var proportionalSet: Int64?
    var processes: Int
    /// Bytes from and to storage since the start.
    var read: Int64?
    var written: Int64?
    /// Of the job's own processes, on all GPUs. Measured rarely.
    var gpu: GPUReading?

    /// With the newline.
    var text: String {
        var fields = [
            "\(time)", "\(cpuTenths / 10).\(cpuTenths % 10)", "\(residentSum)", Self.text(proportionalSet),
            "\(processes)", Self.text(read), Self.text(written),
        ]
        if let gpu {
            fields.append(Self.text(gpu.memory))
            fields.append(Self.text(gpu.utilization))
            fields.append(gpu.processes.map { "\($0.pid)@\($0.uuid):\($0.memory)" }.joined(separator: " "))
        } else {
            fields += ["", "", ""]
        }
        return fields.joined(separator: ",") + "\n"
    }

    private static func text(_ value: Int64?) -> String {
        value.map { "\($0)" } ?? ""
    }
}
