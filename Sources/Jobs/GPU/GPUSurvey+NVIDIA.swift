/// What nvidia-smi prints.

extension GPUSurvey {
    static let nvidiaDevices = [
        "--query-gpu=index,uuid,memory.used,memory.total", "--format=csv,noheader,nounits",
    ]
    static let nvidiaProcesses = [
        "--query-compute-apps=pid,gpu_uuid,used_memory,process_name", "--format=csv,noheader,nounits",
    ]

    /// - Parameters:
    ///   - devices: lines of `index, uuid, MiB used, MiB in all`; others, such as of a GPU that fell off its
    ///     bus, are left out.
    ///   - processes: lines of `pid, uuid, MiB, name`; empty where that could not be asked.
    /// nil where nothing is said of any GPU, not even that there is none.
    init?(nvidiaDevices devices: String, processes: String = "") {
        var found: [Device] = []
        for fields in Self.rows(devices, 4) where fields.count >= 2 && Int(fields[0]) != nil {
            guard fields[1].hasPrefix("GPU-") else { continue }
            found.append(
                Device(
                    id: fields[1], memoryUsed: fields.count > 2 ? Self.mebibytes(fields[2]) : nil,
                    memoryTotal: fields.count > 3 ? Self.mebibytes(fields[3]) : nil))
        }
        if found.isEmpty, !devices.contains("No devices were found") { return nil }
        for fields in Self.rows(processes, 4) where fields.count == 4 {
            guard let pid = Int32(fields[0]), let place = found.firstIndex(where: { $0.id == fields[1] }) else {
                continue
            }
            found[place].users.append(
                User(pid: pid, name: fields[3], memory: Self.mebibytes(fields[2])))
        }
        self.init(maker: .nvidia, devices: found)
    }

    /// Fields of each line; the last one may hold commas.
    private static func rows(_ text: String, _ count: Int) -> [[String]] {
        text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", maxSplits: count - 1).map { String($0.drop { $0 == " " }) }
        }
    }

    /// nil for `[N/A]` and the like.
    private static func mebibytes(_ text: String) -> Int64? {
        Int64(text).flatMap { 0..<1 << 40 ~= $0 ? $0 << 20 : nil }
    }
}
