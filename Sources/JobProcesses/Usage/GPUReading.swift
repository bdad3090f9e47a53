/// What nvidia-smi says of the GPUs that a job holds, and of the job's processes on them.

package struct GPUReading: Equatable, Sendable {
    package struct Device: Equatable, Sendable {
        package let uuid: String
        /// MiB in use, by whomever; nil where it does not say.
        package let memory: Int64?
        /// Per cent; nil where it does not say.
        package let utilization: Int64?
    }

    package struct Process: Equatable, Sendable {
        package let pid: Int32
        package let uuid: String
        /// MiB.
        package let memory: Int64
    }

    static let deviceArguments = [
        "--query-gpu=uuid,memory.used,utilization.gpu", "--format=csv,noheader,nounits",
    ]
    static let processArguments = [
        "--query-compute-apps=pid,gpu_uuid,used_memory", "--format=csv,noheader,nounits",
    ]

    package let devices: [Device]
    /// Of the job; in a container nvidia-smi may show none, or numbers of another pid namespace.
    package let processes: [Process]

    /// `devices`, `processes`: what nvidia-smi printed. Only what is leased and in the tree is kept.
    package init(devices: String, processes: String, leased: [String], tree: Set<Int32>) {
        self.devices = Self.rows(devices).compactMap { row in
            guard row.count == 3, leased.isEmpty || leased.contains(row[0]) else { return nil }
            return Device(uuid: row[0], memory: Int64(row[1]), utilization: Int64(row[2]))
        }
        self.processes = Self.rows(processes).compactMap { row in
            guard row.count == 3, let pid = Int32(row[0]), tree.contains(pid), let memory = Int64(row[2])
            else {
                return nil
            }
            return Process(pid: pid, uuid: row[1], memory: memory)
        }
    }

    /// MiB of the job's own processes; nil where none of them is shown.
    package var memory: Int64? {
        processes.isEmpty ? nil : processes.reduce(0) { $0 + $1.memory }
    }

    /// The mean of the devices, in per cent; nil where one does not say.
    package var utilization: Int64? {
        let known = devices.compactMap(\.utilization)
        return known.isEmpty || known.count < devices.count ? nil : known.reduce(0, +) / Int64(known.count)
    }

    private static func rows(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { line in
            line.split(separator: ",").map { $0.trimmed }
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "\r" }.reversed())
    }
}
