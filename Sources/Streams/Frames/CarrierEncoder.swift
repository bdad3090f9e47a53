/// Frames to the bytes of their carrier: an event on an event stream, a text message on a WebSocket.
internal import HTTP
internal import JobDirectory

/// One log in one form; what it returns may be sent to every reader of that form.
struct CarrierEncoder: Sendable {
    let job: String
    let rendering: Rendering

    /// Empty where the filter lets nothing through and the form has no frame to say so.
    func lines(_ batch: LogBatch) -> [UInt8] {
        if batch.lines.isEmpty { return [] }
        switch rendering.format {
        case .frames:
            let frame = LogFrameEncoder.frame(batch, levels: rendering.levels)
            return wrap(frame, "log", id: batch.range.upperBound - 1)
        case .lines:
            var bytes: [UInt8] = []
            bytes.reserveCapacity(batch.lines.reduce(0) { $0 + $1.text.count + 120 })
            for line in batch.lines where rendering.levels.contains(line.record.level) {
                Self.append(LogFrameEncoder.line(line, of: batch), "line", id: line.number, to: &bytes)
            }
            return bytes
        }
    }

    /// - Parameter text: nil once it has become a line.
    func progress(at line: Int64, text: String?) -> [UInt8] {
        rendering.format == .lines
            ? wrap(ControlFrames.plainProgress(at: line, text: text), "progress")
            : wrap(ControlFrames.progress(job, at: line, text: text), "progress")
    }

    /// Moves the cursor where no line has moved it so far, of a log that is empty or filtered: an EventSource
    /// that comes again must hear that there is no more.
    func end(to line: Int64, bytes: UInt64, _ end: EndOfLog) -> [UInt8] {
        let isBehind = line == 1 || (rendering.format == .lines && !rendering.levels.isAll)
        let id = isBehind ? line - 1 : nil
        return rendering.format == .lines
            ? wrap(ControlFrames.plainEnd(to: line, bytes: bytes, end), "end", id: id)
            : wrap(ControlFrames.end(job, to: line, bytes: bytes, end), "end", id: id)
    }

    func reset(_ head: LogHead) -> [UInt8] {
        wrap(ControlFrames.reset(job, head), "reset")
    }

    func ping(next: Int64) -> [UInt8] {
        wrap(ControlFrames.ping(job, next: next), "ping")
    }

    /// What a reader hears first. `lines` says nothing before its first line.
    func greeting(_ frames: ControlFrames, _ head: LogHead, from: Int64, saysLag: Bool) -> [UInt8] {
        guard rendering.format == .frames else { return [] }
        var bytes = wrap(frames.hello(job, head, from: from, rendering.carrier), "hello")
        if saysLag && from > head.first { bytes += wrap(ControlFrames.lag(job, head.first..<from), "lag") }
        return bytes
    }

    func badCursor(_ detail: String) -> [UInt8] {
        wrap(ControlFrames.badCursor(detail), "error")
    }

    func bye() -> [UInt8] {
        rendering.format == .lines ? [] : wrap(ControlFrames.bye(), "bye")
    }

    /// An event that moves no cursor has no `id:`.
    private func wrap(_ frame: [UInt8], _ event: StaticString, id: Int64? = nil) -> [UInt8] {
        switch rendering.carrier {
        case .webSocket: return FrameEncoder.text(frame)
        case .eventStream:
            var bytes: [UInt8] = []
            bytes.reserveCapacity(frame.count + 48)
            Self.append(frame, event, id: id, to: &bytes)
            return bytes
        }
    }

    /// JSON holds no line break, so one `data:` line is enough (WHATWG HTML section 9.2.5).
    private static func append(_ frame: [UInt8], _ event: StaticString, id: Int64?, to bytes: inout [UInt8]) {
        if let id {
            bytes.append(contentsOf: "id: ".utf8)
            bytes.append(contentsOf: String(id).utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes.append(contentsOf: "event: ".utf8)
        bytes.append(contentsOf: UnsafeBufferPointer(start: event.utf8Start, count: event.utf8CodeUnitCount))
        bytes.append(contentsOf: "\ndata: ".utf8)
        bytes.append(contentsOf: frame)
        bytes.append(contentsOf: "\n\n".utf8)
    }
}
