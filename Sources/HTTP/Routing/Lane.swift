/// Where a handler runs: on the connection's loop, on the one control thread, or on the worker pool.
package enum Lane: Sendable {
    /// State is in memory and nothing waits.
    case loop
    /// Changes jobs or writes durably; in order with all other such work.
    case control
    /// Blocks on a disk.
    case worker
}
