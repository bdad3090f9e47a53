/// The number of the first signal.
internal import Glibc
package import JobDirectory
package import Linux

extension StopPolicy.Signal {
    /// nil for `none`.
    package var signal: Linux.Signal? {
        switch self {
        case .interrupt: .interrupt
        case .terminate: .terminate
        case .hangUp: .hangup
        case .quit: Linux.Signal(number: SIGQUIT)
        case .user1: .user1
        case .user2: .user2
        case .none: nil
        }
    }
}
