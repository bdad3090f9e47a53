/// When a kill is in vain, and what is told of a process that SIGKILL does not end.
package import Linux

package enum StuckProcess {
    /// After this long under SIGKILL something must be in an uninterruptible sleep.
    package static let patience = Duration.seconds(10)

    /// For a person: who it is, its state, and what it waits in.
    package static func describe(_ entry: ProcessTable.Entry) -> String {
        // Who is gone meanwhile waits for nothing.
        let bytes = (try? FileSystem.contents("/proc/\(entry.pid)/wchan")) ?? []
        let place = String(decoding: bytes, as: UTF8.self)
        return "\(entry.pid) \(entry.command) \(Character(Unicode.Scalar(entry.state))) \(place)"
    }
}
