/// The files of one attempt to run a job; each has one writer at a time.

package struct AttemptDirectory: Hashable, Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// What to run; written by the server and on the disk before the supervisor is started.
    package var launch: String { path + "/launch.json" }
    /// The stop that is wanted; written by the server, looked at by the supervisor once a second.
    package var stop: String { path + "/stop.json" }
    /// Locked by the supervisor for as long as it lives.
    package var lock: String { path + "/supervisor.lock" }
    /// Who runs; written by the supervisor when main has started.
    package var processes: String { path + "/pids.json" }
    /// The stage reached; written by the supervisor.
    package var state: String { path + "/state.json" }
    /// Where main prints to; there from the start of the supervisor until `exit` is written.
    package var fifo: String { path + "/out.fifo" }
    /// The supervisor's control socket. Often too long for a socket address (unix(7): 107 bytes): go by a
    /// descriptor of `path` and `/proc/self/fd/N/ctl.sock`.
    package var control: String { path + "/ctl.sock" }
    /// What the tree used over time; written by the supervisor.
    package var usage: String { path + "/usage.csv" }
    /// How each process of the tree ended; written by the supervisor before `exit`.
    package var receipt: String { path + "/receipt.json" }
    /// How main ended; written by the waiter.
    package var main: String { path + "/main.json" }
    /// Final, written once: it exists exactly when the tree is gone and its slot and GPUs are free.
    package var exit: String { path + "/exit.json" }
}
