/// Signals by the names that people know them by (signal(7)).

enum SignalWords {
    private static let names: [Int32: String] = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS",
        8: "SIGFPE", 9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM",
        15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]

    /// What the kernel says by a signal that it sends for a program's own fault.
    private static let faults: [Int32: String] = [
        4: "illegal instruction", 6: "aborted", 7: "bus error", 8: "arithmetic error",
        11: "segmentation fault", 24: "CPU time limit", 25: "file size limit", 31: "bad system call",
    ]

    /// `SIGINT`; `signal 40` for one without a name.
    static func name(_ number: Int32) -> String { names[number] ?? "signal \(number)" }

    /// `SIGSEGV (segmentation fault)`, `SIGINT`.
    static func description(_ number: Int32) -> String {
        faults[number].map { "\(name(number)) (\($0))" } ?? name(number)
    }
}
