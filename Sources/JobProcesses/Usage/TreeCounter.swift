/// What a tree has used in all, from what each living process says of itself and of children it waited for.
internal import Linux

struct TreeCounter {
    private struct Reading {
        let value: Int64
        let parent: Int32
    }

    private var last: [ProcessIdentity: Reading] = [:]
    /// Grows only. What processes used after the last sample before their end is in it only where their
    /// parent waited for them.
    private(set) var total: Int64 = 0

    /// `value` of each living process, with that of its children that it waited for. Returns what was added.
    mutating func advance(_ living: [(ProcessTable.Entry, value: Int64)]) -> Int64 {
        var present: [ProcessIdentity: Reading] = [:]
        for (entry, value) in living { present[entry.identity] = Reading(value: value, parent: entry.parent) }
        let pids = Set(present.keys.map(\.pid))
        var change: Int64 = 0
        for reading in present.values { change += reading.value }
        for (identity, reading) in last {
            // Whose parent lives on was waited for, most likely: its own is now in its parent's value.
            if present[identity] != nil || pids.contains(reading.parent) { change -= reading.value }
        }
        last = present
        let added = max(0, change)
        total += added
        return added
    }
}
