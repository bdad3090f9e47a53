/// From a directory to a running supervisor: lock, launch record, all that must be there before main.
internal import Glibc
internal import JobDirectory
internal import Linux

enum Supervision {
    /// Why nothing was started. The raw value is our exit status (sysexits.h where it has one).
    enum Refusal: Int32, Error {
        case launchRecordUnreadable = 66
        /// The tree was proved gone, or exit.json could not be written.
        case failed = 70
        /// This attempt was begun before: main must never be started twice.
        case begunBefore = 73
        /// Another supervisor lives on this directory.
        case locked = 75
    }

    /// Somebody may hold the lock for a moment only, to see whether it is held.
    private static let lockTries = 20

    /// The exit status for the process.
    static func run(directory path: String) -> Int32 {
        for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2] {
            Signal(number: number).ignore()
        }
        OwnProcess.setFileModeMask(0o077)
        // Who reports the end of the others should go last; refused to all but root.
        OwnProcess.setOutOfMemoryScore(-1000)
        do {
            let folder = try FileDescriptor.open(path, [.read, .directory])
            // By way of the descriptor: short enough for a socket address, and right when the folder is
            // moved.
            let attempt = AttemptDirectory(path: folder.procPath)
            let lock = try lock(attempt)
            let launch = try launch(of: attempt)
            if FileSystem.exists(attempt.exit) || FileSystem.exists(attempt.fifo) {
                throw Refusal.begunBefore
            }
            try run(attempt, launch, directory: path)
            withExtendedLifetime(folder) { withExtendedLifetime(lock) {} }
            return 0
        } catch let refusal as Refusal {
            StandardError.say("\(path): \(refusal)")
            return refusal.rawValue
        } catch {
            StandardError.say("\(path): \(error)")
            return Refusal.failed.rawValue
        }
    }

    private static func lock(_ attempt: AttemptDirectory) throws -> FileLock {
        for _ in 0..<lockTries {
            if let lock = try FileLock.acquire(attempt.lock) { return lock }
            Thread.pause(.milliseconds(5))
        }
        throw Refusal.locked
    }

    private static func launch(of attempt: AttemptDirectory) throws -> LaunchRecord {
        guard let bytes = try FileSystem.contents(attempt.launch) else {
            throw Refusal.launchRecordUnreadable
        }
        do throws(RecordError) { return try LaunchRecord(parsing: bytes) } catch {
            StandardError.say("\(attempt.launch): \(error)")
            throw Refusal.launchRecordUnreadable
        }
    }

    private static func run(_ attempt: AttemptDirectory, _ launch: LaunchRecord, directory: String) throws {
        let exit = try ReservedFile(attempt.exit)
        let supervisor: Supervisor
        do {
            try ChildProcess.adoptOrphans()
            try ChildProcess.reapAutomatically()
            supervisor = try Supervisor(attempt, launch)
            try supervisor.start(directory: directory)
        } catch {
            // Nothing runs: say how it ended, so that nobody waits for it.
            try exit.commit(neverStarted("\(error)").encoded())
            try FileSystem.remove(attempt.fifo)
            throw error
        }
        try supervisor.loop.run()
        try commit(supervisor.exitRecord, to: exit)
        supervisor.removeTraces()
    }

    /// Until it is written the job's slot stays taken: a disk that refuses is asked again and again.
    private static func commit(_ record: ExitRecord, to file: borrowing ReservedFile) throws(SystemError) {
        while true {
            do throws(SystemError) { return try file.commit(record.encoded()) } catch {
                guard error.isOutOfSpace else { throw error }
                Thread.pause(.seconds(1))
            }
        }
    }

    private static func neverStarted(_ reason: String) -> ExitRecord {
        ExitRecord(
            author: .supervisor, main: .launchFailure(LaunchFailure(reason: .other, message: reason)),
            startedAt: nil, endedAt: nil, goneAt: WallClock.milliseconds, stop: nil, stage: .running,
            log: LogCounts())
    }
}
