/// The GPUs of this machine and how busy they are, as nvidia-smi tells; none where there is no nvidia-smi.
package import JobAPI
internal import Linux

package struct GPUQuery: Equatable, Sendable {
    package let driver: String?
    package let states: [GPUState]

    package var facts: [GPUFacts] {
        states.map { GPUFacts(uuid: $0.uuid, name: $0.name, memory: $0.memory) }
    }

    static let arguments = [
        "--query-gpu=uuid,driver_version,memory.total,memory.used,utilization.gpu,temperature.gpu,name",
        "--format=csv,noheader,nounits",
    ]

    /// Waits `limit` at most: with a sick driver it hangs. nil where it is missing, fails or takes too long.
    package static func ask(within limit: Duration, path: String? = Environment["PATH"]) -> GPUQuery? {
        guard let program = Program.find("nvidia-smi", path: path),
            let output = ProgramOutput.take(program, arguments, within: limit)
        else { return nil }
        return GPUQuery(String(decoding: output, as: UTF8.self))
    }

    /// Lines of seven fields, the name last, as it may hold commas; a field that is not known is `[N/A]`.
    init(_ text: String) {
        var driver: String?
        states = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ",", maxSplits: 6).map { String($0.drop { $0 == " " }) }
            guard fields.count == 7, fields[0].hasPrefix("GPU-") || fields[0].hasPrefix("MIG-") else {
                return nil
            }
            driver = fields[1]
            return GPUState(
                uuid: fields[0], name: fields[6], memory: Self.mebibytes(fields[2]),
                memoryUsed: Self.mebibytes(fields[3]), utilization: Double(fields[4]).map { $0 / 100 },
                temperature: Int(fields[5]))
        }
        self.driver = driver
    }

    private static func mebibytes(_ text: String) -> Int64? { Int64(text).map { $0 << 20 } }
}
