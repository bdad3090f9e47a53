/// Frames to the bytes of their carrier: an event, a text message, a member of an array.
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
            let frame = LogFrameEncoder.frame(batch, rendering.filter)
            return wrap(frame, "log", id: batch.range.upperBound - 1)
        case .lines:
            return LogFrameEncoder.lineEvents(batch, rendering.filter)
        case .objects:
            return LogFrameEncoder.lineObjects(batch, rendering.filter)
        case .text:
            var bytes: [UInt8] = []
            for line in batch.lines where rendering.filter.contains(line.record) {
                bytes += line.text
                if line.isCut { bytes += Self.cutMark }
                bytes.append(UInt8(ascii: "\n"))
            }
            return bytes
        }
    }

    /// Stands for the rest of a line that is too long to be carried.
    private static let cutMark = Array(" […]".utf8)

    func progress(at line: Int64, _ open: OpenLine) -> [UInt8] {
        rendering.format != .frames
            ? wrap(ControlFrames.plainProgress(at: line, open), "progress")
            : wrap(ControlFrames.progress(job, at: line, open), "progress")
    }

    /// Moves the cursor where no line has moved it so far, of a log that is empty or filtered: an EventSource
    /// that comes again must hear that there is no more.
    func end(to line: Int64, bytes: UInt64, _ end: EndOfLog) -> [UInt8] {
        let isBehind = line == 1 || (rendering.format == .lines && !rendering.filter.isAll)
        let id = isBehind ? line - 1 : nil
        return rendering.format != .frames
            ? wrap(ControlFrames.plainEnd(to: line, bytes: bytes, end), "end", id: id)
            : wrap(ControlFrames.end(job, to: line, bytes: bytes, end), "end", id: id)
    }

    func reset(_ head: LogHead, why: String) -> [UInt8] {
        wrap(ControlFrames.reset(job, head, why: why), "reset")
    }

    func ping(next: Int64) -> [UInt8] {
        wrap(ControlFrames.ping(job, next: next), "ping")
    }

    /// What the reader of one log hears first; only of frames, other formats begin with their first line.
    func greeting(_ frames: ControlFrames, _ head: LogHead, from: Int64, saysLag: Bool) -> [UInt8] {
        guard rendering.format == .frames else { return [] }
        let hello = frames.hello(rendering.transport, cursor: "l\(from)", (job, head))
        return wrap(hello, "hello")
            + (saysLag && from > head.first ? lag(head.first..<from, why: "tail") : [])
    }

    /// - Parameter why: `tail` or `slow`.
    func lag(_ lines: Range<Int64>, why: String) -> [UInt8] {
        guard rendering.format == .frames else { return [] }
        return wrap(ControlFrames.lag(job, lines, why: why), "lag")
    }

    func refused(_ refusal: StartPosition.Refusal) -> [UInt8] {
        wrap(ControlFrames.refused(refusal), "error")
    }

    func bye() -> [UInt8] {
        rendering.format == .frames ? wrap(ControlFrames.bye(), "bye") : []
    }

    /// An event that moves no cursor has no `id:`.
    func wrap(_ frame: [UInt8], _ event: StaticString, id: Int64? = nil) -> [UInt8] {
        switch rendering.format {
        case .frames, .lines: break
        case .objects: return frame + [UInt8(ascii: "\n")]
        case .text: return []
        }
        switch rendering.carrier {
        case .webSocket: return FrameEncoder.text(frame)
        case .longPoll: return frame + [UInt8(ascii: ",")]
        case .eventStream, .topicStream:
            var bytes: [UInt8] = []
            bytes.reserveCapacity(frame.count + 48)
            ServerEvent.append(
                frame, event, id: rendering.carrier == .eventStream ? id : nil, to: &bytes)
            return bytes
        }
    }
}
