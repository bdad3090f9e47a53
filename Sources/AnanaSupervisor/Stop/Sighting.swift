/// One process of the tree as it was seen, and what is known of its end.
internal import JobDirectory
internal import Linux

struct Sighting {
    /// As it was last seen to be another program.
    var entry: ProcessTable.Entry
    let firstSeen: Int64
    /// Held until its end is known.
    var handle: ProcessHandle?
    /// When and at which stage it was first found gone.
    var gone: (time: Int64, stage: StopStage)?
    var outcome: MainOutcome?

    init(entry: ProcessTable.Entry, firstSeen: Int64, handle: ProcessHandle?) {
        self.entry = entry
        self.firstSeen = firstSeen
        self.handle = handle
    }

    /// Whether there is still something to learn of it.
    var isOpen: Bool { gone == nil || handle != nil }
}
