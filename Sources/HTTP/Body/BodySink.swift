/// Where a stream writes its body. Confined to the loop of its connection: all calls on that loop.
package protocol BodySink: AnyObject {
    /// Number of the event loop that owns the connection, from 0.
    var loop: Int { get }

    /// More is queued than the high-water mark: stop writing and wait for `BodySource.drained()`.
    var isFull: Bool { get }

    /// Queues the bytes by reference: one array may be shared among all subscribers. Ignored once the body
    /// has
    /// ended or the peer is gone.
    func write(_ bytes: [UInt8])

    /// As `write`, and where nothing is owed before it to the kernel at once: for what goes to very many in
    /// one turn of the loop.
    func send(_ bytes: [UInt8])

    /// Ends the body as it should end. A WebSocket closes with 1000.
    func finish()
}

extension BodySink {
    package func send(_ bytes: [UInt8]) { write(bytes) }
}
