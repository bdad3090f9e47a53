/// The GPUs that this server may hand out, and how they are looked at: nvidia-smi, else rocm-smi.
internal import Linux

package struct GPUInventory: Sendable {
    package static let none = GPUInventory(maker: .nvidia, gpus: [])

    package let maker: GPUSurvey.Maker
    /// UUIDs, in the order of the bus.
    package let gpus: [String]

    package init(maker: GPUSurvey.Maker, gpus: [String]) {
        self.maker = maker
        self.gpus = gpus
    }

    /// Waits for a program, `limit` at most for each: with a sick driver it hangs.
    /// - Parameter variables: the server's own, where CUDA_VISIBLE_DEVICES (for AMD, ROCR_VISIBLE_DEVICES)
    ///   restricts what it may hand out.
    package static func detect(
        programs: GPUPrograms = GPUPrograms(), limit: Duration = .seconds(5),
        variables: (String) -> String? = { Environment[$0] }
    ) -> GPUInventory {
        for maker in [GPUSurvey.Maker.nvidia, .amd] {
            guard let devices = programs.look(maker, withUsers: false, limit: limit)?.devices, !devices.isEmpty
            else { continue }
            let visible = variables(maker == .nvidia ? "CUDA_VISIBLE_DEVICES" : "ROCR_VISIBLE_DEVICES")
            return GPUInventory(maker: maker, gpus: restrict(devices.map(\.id), to: visible))
        }
        return .none
    }

    /// By index or by the beginning of a UUID; the list ends at its first entry that names no GPU, as CUDA
    /// has it.
    static func restrict(_ gpus: [String], to visible: String?) -> [String] {
        guard let visible else { return gpus }
        var chosen: [String] = []
        for entry in visible.split(separator: ",").map({ $0.filter { $0 != " " } }) {
            let named =
                Int(entry).map { gpus.indices.contains($0) ? gpus[$0] : nil }
                ?? gpus.first { $0.hasPrefix(entry) }
            guard let gpu = named, !chosen.contains(gpu) else { break }
            chosen.append(gpu)
        }
        return chosen
    }
}

/// The programs that know GPUs. Blocks whoever asks.
package struct GPUPrograms: Sendable {
    var nvidia = "nvidia-smi"
    var amd = "rocm-smi"

    package init() {}

    /// nil where the program is missing, says nothing that we understand, or takes longer than `limit`.
    package func look(_ maker: GPUSurvey.Maker, withUsers: Bool = true, limit: Duration = .seconds(5)) -> GPUSurvey? {
        switch maker {
        case .nvidia:
            guard let devices = ask(nvidia, GPUSurvey.nvidiaDevices, limit) else { return nil }
            // No list of processes (not permitted, old driver) is no reason to know nothing.
            let users = withUsers ? ask(nvidia, GPUSurvey.nvidiaProcesses, limit) ?? "" : ""
            return GPUSurvey(nvidiaDevices: devices, processes: users)
        case .amd: return ask(amd, GPUSurvey.amdDevices, limit).flatMap { GPUSurvey(amdDevices: $0) }
        }
    }

    private func ask(_ program: String, _ arguments: [String], _ limit: Duration) -> String? {
        ProgramOutput.take(program, arguments, within: limit).map { String(decoding: $0, as: UTF8.self) }
    }
}
