/// GPUs of a machine that a test makes up.
@testable import Jobs
import Synchronization

final class GPUsUnderTest: Sendable {
    let all: [String]
    private let seen: Mutex<GPUSurvey?>
    private let count = Mutex(0)

    init(_ all: [String]) {
        self.all = all
        seen = Mutex(GPUSurvey(maker: .nvidia, devices: all.map { Self.device($0) }))
    }

    static func device(_ id: String, usedBy users: [GPUSurvey.User] = []) -> GPUSurvey.Device {
        GPUSurvey.Device(id: id, memoryUsed: 0, memoryTotal: 1 << 34, users: users)
    }

    /// How often somebody looked.
    var looks: Int { count.withLock { $0 } }

    /// nil: the program says nothing.
    func show(_ devices: [GPUSurvey.Device]?) {
        seen.withLock { $0 = devices.map { GPUSurvey(maker: .nvidia, devices: $0) } }
    }

    func look() -> GPUSurvey? {
        count.withLock { $0 += 1 }
        return seen.withLock { $0 }
    }
}
