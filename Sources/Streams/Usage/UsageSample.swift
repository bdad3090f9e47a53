/// One row of usage.csv as a `res` frame: what a job's processes use (streams-and-web.md section 3.7).
internal import JSON

/// What could not be measured is nil, and not in the frame.
struct UsageSample: Equatable, Sendable {
    /// Milliseconds since 1970.
    let time: Int64
    /// Of one core, in per cent, since the sample before.
    let cpu: Double
    /// Bytes; what processes share counts in each.
    let resident: Int64
    /// Bytes; what processes share counts once.
    let proportional: Int64?
    let processes: Int64
    /// Bytes from and to storage since the start.
    let read: Int64?
    let written: Int64?
    /// Of the job's own processes on all GPUs, in bytes.
    let gpuMemory: Int64?
    /// In per cent.
    let gpuUtilization: Int64?

    /// nil where the row is torn, a header, or of another version.
    init?(row: some StringProtocol) {
        let fields = row.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count >= 9, let time = Int64(fields[0]), let cpu = Double(fields[1]),
            let resident = Int64(fields[2]), let processes = Int64(fields[4])
        else { return nil }
        self.time = time
        self.cpu = cpu
        self.resident = resident
        proportional = Int64(fields[3])
        self.processes = processes
        read = Int64(fields[5])
        written = Int64(fields[6])
        gpuMemory = Int64(fields[7]).map { $0 * 1_048_576 }
        gpuUtilization = Int64(fields[8])
    }

    func frame(of job: String) -> Encoded {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("e", "res")
        writer.member("j", job)
        writer.member("t", time)
        writer.key("cpu")
        writer.number(cpu)
        writer.member("rss", resident)
        if let proportional { writer.member("pss", proportional) }
        writer.member("procs", processes)
        if let read, let written {
            writer.key("io")
            writer.beginObject()
            writer.member("r", read)
            writer.member("w", written)
            writer.endObject()
        }
        writeGPU(to: &writer)
        writer.endObject()
        return Encoded("res", writer.bytes)
    }

    /// One entry for all GPUs: the file holds their sum.
    private func writeGPU(to writer: inout JSONWriter) {
        if gpuMemory == nil && gpuUtilization == nil { return }
        writer.key("gpu")
        writer.beginArray()
        writer.beginObject()
        if let gpuUtilization { writer.member("util", gpuUtilization) }
        if let gpuMemory { writer.member("mem", gpuMemory) }
        writer.endObject()
        writer.endArray()
    }
}
