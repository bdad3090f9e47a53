/// What a session carries besides events and lines: rows of metrics, what processes use, changed artifacts.
internal import Linux

extension StreamSession {
    /// Where the client stands among the rows of one job's metrics.
    struct MetricPlace {
        let job: String
        var start: MetricStart
        /// Nothing was heard since the last question.
        var isAsked = false
        /// The question stands until there are rows.
        var isWaiting = false
    }

    /// - Parameter cursor: where the client stands; nil where it did not say.
    func add(_ topic: Topic, _ request: StreamRequest, _ cursor: StreamCursor?) {
        switch topic {
        case .log: break
        case .jobs, .queue, .system: topics.insert(topic)
        case .resources(let job):
            if topics.insert(topic).inserted { door.ask(.watchUsage(id, job: job)) }
        case .artifacts(let job):
            guard topics.insert(topic).inserted else { break }
            let latest = door.topics.latest
            door.ask(
                .feed(
                    .watchArtifacts(
                        id, job: job, seen: position.seq ?? latest, latest: latest,
                        at: WallClock.milliseconds)))
        case .metrics(let job):
            guard topics.insert(topic).inserted else { break }
            position.row = cursor?.row
            let tail = MetricStart.tail(request.tail ?? StreamRequest.defaultTail)
            metrics = MetricPlace(job: job, start: cursor?.row.map { .row($0) } ?? tail)
        }
    }

    func remove(_ topic: Topic) {
        switch topic {
        case .log(let job): if log?.job == job { dropLog() }
        case .jobs, .queue, .system: topics.remove(topic)
        case .resources(let job):
            if topics.remove(topic) != nil { door.ask(.leaveUsage(id, job: job)) }
        case .artifacts(let job):
            if topics.remove(topic) != nil { door.ask(.feed(.leaveArtifacts(id, job: job))) }
        case .metrics(let job):
            guard topics.remove(topic) != nil else { break }
            metrics = nil
            position.row = nil
            door.ask(.feed(.leaveMetrics(id, job: job)))
        }
    }

    /// Told to a client that polls once, not with each answer.
    func usage(_ job: String, at time: Int64, _ frame: Encoded) {
        guard topics.contains(.resources(job)), isGreeted, !carrier.isFull else { return }
        if isPoll && time <= position.usage ?? 0 { return }
        position.usage = time
        write(frame.bytes(for: kind))
        settle()
    }

    /// Asks for the rows that come next, once there is room for them.
    func askMetrics() {
        guard isGreeted, !isOver, !carrier.isFull, let place = metrics, !place.isAsked, !place.isWaiting
        else { return }
        metrics?.isAsked = true
        door.ask(.feed(.readMetrics(id, job: place.job, place.start)))
    }

    /// - Parameters:
    ///   - range: nil where it is not known yet where the rows begin.
    ///   - frame: nil where there is none so far: it comes by itself.
    func metrics(_ job: String, _ start: MetricStart, _ range: Range<Int64>?, _ frame: Encoded?) {
        // The answer to another question: the client has left, and perhaps come again.
        guard let place = metrics, place.job == job, place.start == start else { return }
        metrics?.isAsked = false
        metrics?.isWaiting = frame == nil
        if let range {
            metrics?.start = .row(range.upperBound)
            position.row = range.upperBound
        }
        if let frame { write(frame.bytes(for: kind), cursor) }
        askMetrics()
        settle()
    }

    func metricsRefused(_ job: String, _ start: MetricStart, next: Int64) {
        guard let place = metrics, place.job == job, place.start == start else { return }
        remove(.metrics(job))
        guard case .row(let row) = start else { return }
        refuse(badCursor: "row \(row) of the metrics has not been yet: the next is \(next)")
    }
}
