/// When a process was started, by the clock on the wall.
package import Linux

package struct StartTime {
    /// USER_HZ: ticks are hundredths of a second for every program (proc(5)).
    private static let millisecondsPerTick: Int64 = 10

    /// Milliseconds since 1970 at which the machine was started.
    private let boot: Int64

    /// nil where the kernel does not tell how long it has been up.
    package init?() {
        guard let bytes = try? FileSystem.contents("/proc/uptime"),
            let word = String(decoding: bytes, as: UTF8.self).split(separator: " ").first,
            let seconds = Double(word)
        else { return nil }
        boot = WallClock.milliseconds - Int64(seconds * 1000)
    }

    /// Milliseconds since 1970, to a hundredth of a second; of a process of this run of the kernel.
    package func milliseconds(of process: ProcessIdentity) -> Int64 {
        boot + Int64(clamping: process.start) * Self.millisecondsPerTick
    }
}
