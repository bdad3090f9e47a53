/// What a stream or a WebSocket needs of its connection. On the loop's thread only.
internal import HTTP

protocol Outlet: AnyObject {
    var loopNumber: Int { get }
    var isFull: Bool { get }

    /// Queues bytes; they go to the kernel at the end of the loop's turn, all of that turn together.
    func queue(_ bytes: [UInt8])

    /// The same, and at once where nothing is owed before it.
    func send(_ bytes: [UInt8])

    /// The last byte of the body, or of the WebSocket, is queued.
    func endStream()
}
