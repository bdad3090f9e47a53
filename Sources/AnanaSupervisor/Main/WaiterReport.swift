/// What the waiter says when main has started: one line of text, `PID START MILLISECONDS`.
internal import Linux

struct WaiterReport: Equatable {
    let main: ProcessIdentity
    /// Milliseconds since 1970.
    let startedAt: Int64

    init(main: ProcessIdentity, startedAt: Int64) {
        self.main = main
        self.startedAt = startedAt
    }

    /// nil where `line`, with its newline, is no such line.
    init?(parsing line: [UInt8]) {
        guard line.last == UInt8(ascii: "\n") else { return nil }
        let words = line.dropLast().split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard words.count == 3, let pid = Int32(words[0]), pid > 1, let start = UInt64(words[1]),
            let startedAt = Int64(words[2])
        else { return nil }
        self.init(main: ProcessIdentity(pid: pid, start: start), startedAt: startedAt)
    }

    func encoded() -> [UInt8] {
        Array("\(main.pid) \(main.start) \(startedAt)\n".utf8)
    }
}
