/// What one look at the GPUs of this machine has shown: which there are, and who uses them.

package struct GPUSurvey: Equatable, Sendable {
    package enum Maker: Equatable, Sendable { case nvidia, amd }

    package struct Device: Equatable, Sendable {
        /// What a job sees it by: the UUID; of an AMD card that has none, its index.
        package let id: String
        /// Bytes; nil where it does not say.
        package let memoryUsed: Int64?
        package let memoryTotal: Int64?
        package var users: [User] = []
    }

    /// A process that computes there, whoever's.
    package struct User: Equatable, Sendable {
        package let pid: Int32
        package let name: String
        /// Bytes; nil where it does not say.
        package let memory: Int64?
    }

    /// What a driver and a screen may take of a GPU that nobody computes on (supervision.md section 9).
    private static let idleMemory: Int64 = 1 << 30

    package let maker: Maker
    /// In the order of the bus.
    package var devices: [Device]

    /// Why a GPU that no job of ours holds is not to be had, in words; nil where it is.
    func obstacle(to gpu: String) -> String? {
        guard let device = devices.first(where: { $0.id == gpu }) else { return "\(gpu) is gone" }
        if let user = device.users.first {
            let memory = user.memory.map { ", \($0 >> 20) MiB" } ?? ""
            let others = device.users.count > 1 ? ", and \(device.users.count - 1) more" : ""
            return "\(gpu) is used by others: \(user.name) (pid \(user.pid)\(memory))\(others)"
        }
        // In a container, processes of others are not shown; what they take is.
        guard let used = device.memoryUsed else { return nil }
        if used <= max(Self.idleMemory, (device.memoryTotal ?? 0) / 20) { return nil }
        return "\(gpu) is used by others: \(used >> 20) MiB are taken"
    }
}
