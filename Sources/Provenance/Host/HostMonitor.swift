/// How the machine is, looked at no more than once a second however many ask; the GPUs beside them.
package import JobAPI
package import Linux
internal import Synchronization

package final class HostMonitor: Sendable {
    package struct Reading: Sendable {
        package let load: [Double]
        /// nil on the first look.
        package let processorsUsed: Double?
        package let memoryAvailable: Int64
        package let diskTotal: Int64
        package let diskFree: Int64
        package let gpus: GPUQuery?
        /// Milliseconds since 1970; nil until nvidia-smi has answered.
        package let gpusAt: Int64?
    }

    package let facts: HostFacts
    /// On the file system whose room is told.
    package let folder: String
    private let worker: WorkerPool
    private let askGPUs: @Sendable () -> GPUQuery?
    /// Held to copy, and for the look itself: /proc and statvfs(3) do not wait for a disk.
    private let state = Mutex(State())

    private struct State {
        var last: (at: Instant, reading: Reading)?
        var ticks: HostReading.Ticks?
        var gpus: GPUQuery?
        var gpusAt: Int64?
        var gpusAsked: Instant?
        var isAsking = false
    }

    private static let freshness = Duration.seconds(1)
    private static let gpuFreshness = Duration.seconds(5)

    /// - Parameters:
    ///   - folder: on the file system whose room is told.
    ///   - gpus: asks for them; may take long, on a thread of its own.
    package init(
        folder: String, gpus: @escaping @Sendable () -> GPUQuery? = { GPUQuery.ask(within: .seconds(5)) }
    ) throws(SystemError) {
        self.folder = folder
        facts = HostFacts.read()
        askGPUs = gpus
        worker = try WorkerPool(threads: 1, capacity: 1)
    }

    /// - Throws: where the file system does not answer.
    package func reading() throws(SystemError) -> Reading {
        let result: Result<Reading, SystemError> = state.withLock { state in
            Result { () throws(SystemError) in
                if let last = state.last, Instant.now - last.at < Self.freshness { return last.reading }
                return try look(&state)
            }
        }
        return try result.get()
    }

    private func look(_ state: inout State) throws(SystemError) -> Reading {
        refreshGPUs(&state)
        let host = HostReading.read()
        let space = try FileSystem.space(at: folder)
        var used: Double?
        if let now = host.processorTicks, let earlier = state.ticks { used = now.share(since: earlier) }
        let reading = Reading(
            load: host.load, processorsUsed: used, memoryAvailable: host.memoryAvailable,
            diskTotal: Int64(clamping: space.total), diskFree: Int64(clamping: space.free), gpus: state.gpus,
            gpusAt: state.gpusAt)
        state.ticks = host.processorTicks
        state.last = (Instant.now, reading)
        return reading
    }

    /// One question at a time: where nvidia-smi hangs, the last answer stands, with its time.
    private func refreshGPUs(_ state: inout State) {
        if state.isAsking { return }
        if let asked = state.gpusAsked, Instant.now - asked < Self.gpuFreshness { return }
        state.isAsking = true
        state.gpusAsked = .now
        // The one place in the queue is free as long as nobody asks.
        _ = worker.submit { [self] in
            let answer = askGPUs()
            self.state.withLock { state in
                state.isAsking = false
                guard let answer else { return }
                state.gpus = answer
                state.gpusAt = WallClock.milliseconds
            }
        }
    }
}
