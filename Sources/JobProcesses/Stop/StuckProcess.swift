/// When a kill is in vain, and what is told of a process that SIGKILL does not end.
package import Linux

package enum StuckProcess {
    /// After this long under SIGKILL something must be in an uninterruptible sleep.
    package static let patience = Duration.seconds(10)

    /// For a person: who it is, its state, and what it waits in. Of a process whose first thread has ended it is
    /// the state of one that has not.
    package static func describe(_ entry: ProcessTable.Entry) -> String {
        let thread = entry.isHeadless ? ProcessTable.threads(of: entry.pid).first : entry
        let state = Character(Unicode.Scalar((thread ?? entry).state))
        let place = thread.map { kernelFunction($0.pid) } ?? whoIsToReap(entry)
        return "\(entry.pid) \(entry.command) \(state) \(place)"
    }

    private static func kernelFunction(_ pid: Int32) -> String {
        // Who is gone meanwhile waits for nothing.
        let bytes = (try? FileSystem.contents("/proc/\(pid)/wchan")) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    /// It has ended, and somebody has not been told yet: first its debugger, then its parent.
    private static func whoIsToReap(_ entry: ProcessTable.Entry) -> String {
        if let tracer = ProcessTable.tracer(of: entry.pid) { return "debugged by \(named(tracer))" }
        return "not waited for by \(named(entry.parent))"
    }

    private static func named(_ pid: Int32) -> String {
        "\(pid)" + (ProcessTable.entry(of: pid).map { " (\($0.command))" } ?? "")
    }
}
