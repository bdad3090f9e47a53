/// How the frames of a stream with several topics reach their reader.

/// Confined to the loop of its connection.
protocol StreamCarrier: AnyObject {
    /// More is queued than is good: stop writing until there is room.
    var isFull: Bool { get }

    func begin()

    /// - Parameters:
    ///   - frames: encoded for this carrier.
    ///   - cursor: where the reader stands once it has them; nil where they move no cursor.
    func write(_ frames: [UInt8], _ cursor: StreamCursor?)

    /// Nothing more will come. The reader stands at `cursor`.
    func finish(_ cursor: StreamCursor)
}
