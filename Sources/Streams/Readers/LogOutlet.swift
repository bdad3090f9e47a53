/// Where the bytes of one log's reader go: a connection of its own, or a stream of several topics.

protocol LogOutlet: AnyObject {
    /// There is no room: what comes now waits on the disk.
    var isFull: Bool { get }

    /// The first call: where the log stands, and the line with which the reader begins.
    func opened(_ head: LogHead, from: Int64)

    /// Lines, after which the reader stands at `next`.
    func write(_ bytes: [UInt8], next: Int64)

    /// What moves no cursor: an open line, a lag.
    func announce(_ bytes: [UInt8])

    /// What the client holds of the log is void; it begins again at the first line.
    func reset(_ head: LogHead)

    /// The oldest lines are gone; the others keep their numbers, and the reader stands at `next`.
    func trimmed(_ head: LogHead, next: Int64)

    /// The log can't be read from where the client wants it. Nothing follows.
    func refused(_ refusal: StartPosition.Refusal)

    /// The log's last word; `next` is the line that will never come. Nothing follows.
    func end(_ bytes: [UInt8], next: Int64)
}
