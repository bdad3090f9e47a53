/// Main of an attempt, watched by whoever is not its parent: that it has ended, and how.
internal import JobDirectory
internal import Linux

/// In this order: what the waiter wrote; the kernel's word to who held a handle in time (Linux 6.15); the
/// status that we reaped, where the waiter is dead and main was left to us. What none tells is unknown.
final class MainWatch {
    /// How long the waiter may take, once main is gone, to write down how it ended.
    static let patience = Duration.seconds(2)

    private let identity: ProcessIdentity
    private let startedAt: Int64
    private let loop: EventLoop
    private let handle: ProcessHandle?
    private var descriptor: FileDescriptor?
    private var watch: Watch?
    private var reaped: ExitStatus?
    private(set) var goneSince: Instant?
    /// Called once, on the loop, when main is found gone.
    var gone: () -> Void = {}

    /// `handle`: held before; nil: one is opened now.
    init(_ processes: ProcessRecord, handle: ProcessHandle? = nil, on loop: EventLoop) {
        identity = processes.main
        startedAt = processes.time
        self.loop = loop
        self.handle = handle ?? ProcessHandle(processes.main)
        do throws(SystemError) {
            let descriptor = try ChildProcess.handle(of: identity.pid)
            // Asked after the descriptor is there: it pins whoever has the number.
            guard isAlive else {
                noteGone()
                return
            }
            watch = try loop.watch(descriptor, for: .readable) { [unowned self] _ in noteGone() }
            self.descriptor = consume descriptor
        } catch {
            if isAlive { poll() } else { noteGone() }
        }
    }

    deinit { watch?.cancel() }

    var isAlive: Bool {
        guard let entry = ProcessTable.entry(of: identity.pid) else { return false }
        return entry.identity == identity && !entry.isDead
    }

    /// A child of ours has ended; it is main where the number is main's and main is gone.
    func childEnded(_ pid: Int32, _ status: ExitStatus) {
        if pid == identity.pid && !isAlive { reaped = reaped ?? status }
    }

    /// nil where nobody but the waiter can know it, yet or ever.
    func record() -> MainRecord? {
        guard let status = handle?.exitStatus ?? reaped else { return nil }
        return MainRecord(
            end: .status(status.raw), startedAt: startedAt, endedAt: WallClock.milliseconds, usage: nil)
    }

    var hasHadPatience: Bool { goneSince.map { $0 + Self.patience <= .now } ?? false }

    /// Not from within `init`: nobody listens yet.
    private func noteGone() {
        watch?.cancel()
        watch = nil
        guard goneSince == nil else { return }
        goneSince = .now
        loop.atEndOfTurn { [weak self] in self?.gone() }
    }

    /// Where no descriptor is left.
    private func poll() {
        loop.after(.seconds(1)) { [weak self] in
            guard let self, goneSince == nil else { return }
            if isAlive { poll() } else { noteGone() }
        }
    }
}
