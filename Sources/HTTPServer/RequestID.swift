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
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Without making text of it: once a request where all are logged.
    package func append(to output: inout [UInt8]) {
        RequestID.append(UInt64(run), to: &output)
        output.append(0x2D)
        RequestID.append(UInt64(loop), to: &output)
        output.append(0x2D)
        RequestID.append(number, to: &output)
    }

    /// To the base of 36.
    private static func append(_ number: UInt64, to output: inout [UInt8]) {
        if number >= 36 { append(number / 36, to: &output) }
        let digit = UInt8(number % 36)
        output.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
    }
}
