/// A job that has ended to its line in history.jsonl, and back.
internal import JobDirectory
internal import Linux

extension Job {
    init(_ record: HistoryRecord) {
        var job = Job(
            record.job, meta: record.meta,
            attempts: record.attempts.dropLast().map { attempt in
                Attempt(number: attempt.number, result: JobResult(attempt, after: nil))
            })
        if let last = record.attempts.last {
            let result = JobResult(last, after: job.attempts.last?.result)
            // The files of a job that has ended tell a possible story; a line that does not is no end.
            if last.wasLaunched { try? job.apply(.launch, at: last.exit.goneAt) }
            try? job.apply(.ended(result), at: last.exit.goneAt)
        }
        job.bytes = record.head.bytes
        self = job
    }

    /// - Parameter exits: how each attempt ended, ascending.
    func historyRecord(_ exits: [HistoryRecord.Attempt]) -> HistoryRecord {
        let original = MetaRecord(name: record.name, labels: record.labels)
        let head = HistoryHead(
            id: id, state: state.rawValue, template: record.template, tags: meta.labels.tags,
            isPinned: meta.labels.isPinned, startedAt: startedAt,
            endedAt: result?.endedAt ?? record.createdAt, bytes: bytes, idempotency: record.idempotency,
            text: SearchText.of(self))
        return HistoryRecord(
            head: head, job: record, meta: meta == original ? nil : meta, attempts: exits)
    }
}

extension JobResult {
    fileprivate init(_ attempt: HistoryRecord.Attempt, after last: JobResult?) {
        if attempt.wasLaunched {
            self.init(attempt.exit, processes: attempt.processes)
        } else {
            self.init(stoppedInQueue: attempt.exit, after: last)
        }
    }
}
