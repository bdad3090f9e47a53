/// One process of the tree as it was seen, and what is known of its end.
internal import JobDirectory
internal import Linux

struct Sighting {
    /// As it was last seen to be another program.
    var entry: ProcessTable.Entry
    /// What it was started with.
    var command: String
    /// Whether `command` was read again after the first look, which may have come between fork and exec.
    var isSettled = false
    let firstSeen: Int64
    /// Held until its end is known.
    var handle: ProcessHandle?
    /// When and at which stage it was first found gone.
    var gone: (time: Int64, stage: StopStage)?
    var outcome: MainOutcome?

    init(entry: ProcessTable.Entry, command: String, firstSeen: Int64, handle: ProcessHandle?) {
        self.entry = entry
        self.command = command
        self.firstSeen = firstSeen
        self.handle = handle
    }

    /// Whether there is still something to learn of it.
    var isOpen: Bool { gone == nil || handle != nil }
}
