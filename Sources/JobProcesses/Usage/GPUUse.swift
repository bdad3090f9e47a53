/// Memory in use on the GPUs that a job holds, before main started and after its tree was gone.
package import JobDirectory
package import Linux

package final class GPUUse {
    package enum Moment { case before, after }

    private let uuids: [String]
    private var memory: [Moment: [String: Int64]] = [:]

    /// `known`: what was noted before we came.
    package init(_ uuids: [String], known: [Receipt.GPU] = []) {
        self.uuids = uuids
        for gpu in known { memory[.before, default: [:]][gpu.uuid] = gpu.before }
    }

    package var gpus: [Receipt.GPU] {
        uuids.map { Receipt.GPU(uuid: $0, before: memory[.before]?[$0], after: memory[.after]?[$0]) }
    }

    /// Asks, and goes on with `done` when there is an answer, or none to be had; at once without a monitor.
    package func note(
        _ moment: Moment, from monitor: GPUMonitor?, on loop: EventLoop, _ done: @escaping () -> Void = {}
    ) {
        let answer = Confined(Answer(self, moment, done), to: loop)
        let isAsked = monitor?.ask(tree: []) { reading in
            answer.post { $0.take(reading) }
        }
        if isAsked != true { answer.value.take(nil) }
    }

    private final class Answer {
        private let use: GPUUse
        private let moment: Moment
        private let done: () -> Void

        init(_ use: GPUUse, _ moment: Moment, _ done: @escaping () -> Void) {
            self.use = use
            self.moment = moment
            self.done = done
        }

        func take(_ reading: GPUReading?) {
            var memory: [String: Int64] = [:]
            for device in reading?.devices ?? [] { memory[device.uuid] = device.memory }
            use.memory[moment] = memory
            done()
        }
    }
}
