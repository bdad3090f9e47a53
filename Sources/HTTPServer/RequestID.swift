/// What names one request in a log and to its client: unique in one run of the server.

package struct RequestID: Sendable, Hashable, CustomStringConvertible {
    /// Tells the runs of a server apart.
    let run: UInt32
    let loop: UInt16
    /// Of its loop, from 1.
    let number: UInt64

    package init(run: UInt32, loop: UInt16, number: UInt64) {
        self.run = run
        self.loop = loop
        self.number = number
    }

    package var description: String {
        "\(String(run, radix: 36))-\(String(loop, radix: 36))-\(String(number, radix: 36))"
    }
}
