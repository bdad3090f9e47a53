/// What is owed to a socket: shared chunks and file ranges, then the small answers of this turn, in order.
internal import HTTP
internal import Linux

struct WriteQueue {
    private var items = SendItems()
    /// Bytes held in memory; files do not count.
    private(set) var bytesQueued = 0
    /// Bytes appended and bytes taken by the kernel since the connection began.
    private(set) var totalAppended: Int64 = 0
    private(set) var totalSent: Int64 = 0
    /// Bytes in the loop's buffer of answers that are ours: behind all items.
    private(set) var answerBytes = 0

    enum Progress: Equatable {
        case everythingSent
        /// The kernel has no room, or it is others' turn: wait until the socket is writable.
        case blocked
    }

    enum Failure: Error {
        case socket(SystemError)
        /// A file turned out shorter than promised: the answer can't be completed.
        case fileTooShort
    }

    /// Several small chunks go to the kernel in one call of at most this size.
    private static let gatherLimit = 64 * 1024
    /// Of one flush: a fast reader of a large file must not keep the loop from the others.
    private static let turnLimit = 4 * 1024 * 1024

    var isEmpty: Bool { items.isEmpty && answerBytes == 0 }

    /// The usual case.
    var holdsOnlyAnswers: Bool { answerBytes > 0 && items.isEmpty }

    /// What was appended to the loop's buffer of answers since the last call is ours.
    mutating func take(answers: [UInt8]) {
        let count = answers.count - answerBytes
        answerBytes = answers.count
        bytesQueued += count
        totalAppended += Int64(count)
    }

    /// Makes the answers an item: the buffer is another connection's next.
    /// - Parameter sent: of them already.
    mutating func keep(answers: inout [UInt8], from sent: Int = 0) {
        guard answerBytes > 0 else { return }
        if sent < answers.count { items.append(.bytes(Array(answers[sent...]), from: 0)) }
        answerBytes = 0
        answers.removeAll(keepingCapacity: true)
    }

    /// Takes a reference; the bytes are not copied.
    /// - Precondition: there are no answers: what comes behind them must not overtake them.
    mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        precondition(answerBytes == 0, "the answers are kept first")
        items.append(.bytes(bytes, from: 0))
        bytesQueued += bytes.count
        totalAppended += Int64(bytes.count)
    }

    /// Takes what the kernel has not taken of `bytes`, which were sent before they were queued.
    /// - Precondition: it is empty.
    /// - Returns: true where that is nothing.
    mutating func pass(_ bytes: [UInt8], sent: Int) -> Bool {
        totalAppended += Int64(bytes.count)
        totalSent += Int64(sent)
        if sent == bytes.count { return true }
        items.append(.bytes(bytes, from: sent))
        bytesQueued += bytes.count - sent
        return false
    }

    mutating func append(_ file: OpenFile, offset: UInt64, count: Int64) {
        guard count > 0 else { return }
        precondition(answerBytes == 0, "the answers are kept first")
        items.append(.file(file, offset: offset, count: count))
        totalAppended += count
    }

    /// Counts from nothing again, for another connection.
    /// - Precondition: it is empty.
    mutating func restart() {
        totalAppended = 0
        totalSent = 0
    }

    /// The usual case: all that is owed is in the loop's buffer, and the kernel takes it in one call.
    /// - Returns: false when the kernel has no room; the rest is an item then.
    mutating func flush(
        answers: inout [UInt8], to channel: borrowing Channel
    ) throws(Failure) -> Bool {
        let sent: Int
        do throws(SystemError) {
            sent = try channel.write(answers.span) ?? 0
        } catch {
            keep(answers: &answers)
            throw .socket(error)
        }
        totalSent += Int64(sent)
        bytesQueued -= sent
        let isDone = sent == answers.count
        keep(answers: &answers, from: sent)
        return isDone
    }

    /// - Precondition: there are no answers.
    /// - Parameter scratch: where small chunks are gathered; contents don't matter before or after.
    mutating func flush(
        to channel: borrowing Channel, scratch: inout [UInt8]
    ) throws(Failure) -> Progress {
        let start = totalSent
        while let first = items.first {
            guard totalSent - start < WriteQueue.turnLimit else { return .blocked }
            let sent: Int?
            do throws(SystemError) {
                sent = try step(first, channel, &scratch)
            } catch {
                throw .socket(error)
            }
            guard let sent else { return .blocked }
            guard sent > 0 else { throw .fileTooShort }
            totalSent += Int64(sent)
            advance(by: sent)
        }
        return .everythingSent
    }

    private func step(
        _ item: SendItems.Item, _ channel: borrowing Channel, _ scratch: inout [UInt8]
    ) throws(SystemError) -> Int? {
        switch item {
        case .file(let file, let offset, let count):
            return try channel.send(file, at: offset, count: Int(min(count, Int64(WriteQueue.turnLimit))))
        case .bytes(let bytes, let from):
            if items.isSingle || bytes.count - from >= WriteQueue.gatherLimit {
                return try channel.write(bytes.span.extracting(from..<bytes.count))
            }
            scratch.removeAll(keepingCapacity: true)
            scratch.append(contentsOf: bytes[from...])
            gather(into: &scratch)
            return try channel.write(scratch.span)
        }
    }

    private func gather(into scratch: inout [UInt8]) {
        for item in items.others {
            guard case .bytes(let bytes, let from) = item else { return }
            let room = WriteQueue.gatherLimit - scratch.count
            scratch.append(contentsOf: bytes[from..<min(bytes.count, from + room)])
            guard scratch.count < WriteQueue.gatherLimit else { return }
        }
    }

    private mutating func advance(by sent: Int) {
        var rest = sent
        while rest > 0, let first = items.first {
            switch first {
            case .bytes(let bytes, let from):
                let taken = min(rest, bytes.count - from)
                rest -= taken
                bytesQueued -= taken
                items.replaceFirst(
                    with: from + taken == bytes.count ? nil : .bytes(bytes, from: from + taken))
            case .file(let file, let offset, let count):
                rest = 0
                let left = count - Int64(sent)
                items.replaceFirst(
                    with: left == 0 ? nil : .file(file, offset: offset + UInt64(sent), count: left))
            }
        }
    }
}
