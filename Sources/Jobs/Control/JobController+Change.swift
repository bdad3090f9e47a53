/// What people do to jobs but start and stop them: labels, places in the queue, deletion.
package import JobDirectory
internal import Linux

extension JobController {
    /// Another name, note, tags, priority, pin.
    package func change(_ id: JobID, _ change: JobChange) throws(JobError) -> Job {
        guard var job = table[id] else { throw .notFound(id) }
        let meta = change.applied(to: job.meta)
        guard meta != job.meta else { return job }
        do throws(SystemError) {
            if job.state.isFinal {
                try archive.change(job, to: meta)
            } else {
                try store.change(id, to: meta)
                let isMoved = meta.labels.priority != job.meta.labels.priority
                job.meta = meta
                table.put(job)
                if isMoved, scheduler.position(of: id) != nil { scheduler.add(job) }
            }
        } catch {
            throw .storage(error)
        }
        return told(id, job)
    }

    /// - Returns: the job with its new place; `position` counts from 1.
    package func move(_ id: JobID, toPosition position: Int) throws(JobError) -> Job {
        guard var job = table[id] else { throw .notFound(id) }
        guard let place = scheduler.move(id, toPosition: position) else { throw .notQueued(id, job.state) }
        do throws(SystemError) {
            if place.priority != job.meta.labels.priority {
                job.meta.labels.priority = place.priority
                try store.change(id, to: job.meta)
                table.put(job)
            }
            try scheduler.save()
        } catch {
            throw .storage(error)
        }
        return told(id, job)
    }

    package func move(_ id: JobID, before other: JobID) throws(JobError) -> Job {
        guard let target = scheduler.position(of: other) else {
            guard let job = table[other] else { throw .notFound(other) }
            throw .notQueued(other, job.state)
        }
        // Its own leaving moves those behind it up.
        let own = scheduler.position(of: id) ?? .max
        return try move(id, toPosition: own < target ? target - 1 : target)
    }

    private func told(_ id: JobID, _ job: Job) -> Job {
        let job = table[id] ?? job
        notice(.changed(job))
        return job
    }

    /// Jobs are taken in, and none is started; those that run go on.
    package func setPaused(_ isPaused: Bool) throws(JobError) {
        let before = scheduler.isPaused
        do throws(SystemError) { try scheduler.setPaused(isPaused) } catch { throw .storage(error) }
        if isPaused != before { notice(.queuePaused(isPaused)) }
    }

    /// With its log, its artifacts, everything.
    package func delete(_ id: JobID) throws(JobError) {
        guard let job = table[id] else { throw .notFound(id) }
        guard job.state.isFinal else { throw .notEnded(id, job.state) }
        do throws(SystemError) { try archive.delete(id) } catch { throw .storage(error) }
    }

    /// How long jobs that have ended are kept, from now on.
    package func keep(_ rule: RetentionRule) {
        archive.keep(rule)
    }
}
