/// Tells when files change, whoever writes them (inotify(7)).
internal import CLinux
internal import Glibc

/// Confined to its loop. Network file systems report nothing: a caller that must know also looks now and
/// then.
package final class FileWatch {
    package struct Token: Hashable, Sendable {
        fileprivate let number: Int32
    }

    /// nil where a user may have no more of them (inotify(7), max_user_instances).
    private let descriptor: FileDescriptor?
    private let loop: EventLoop
    private let rest: Duration
    private var watch: Watch?
    private var restEnds: Deadline?
    private var lastRead = Instant(nanoseconds: 0)
    private var handlers: [Token: () -> Void] = [:]

    /// Where the kernel gives us none, nothing is told: `add` throws then, and whoever must know looks.
    /// - Parameter rest: what changes so soon after two changes in a row is told once, when this is over: a file
    ///   that is written all the time does not wake the loop all the time.
    package init(on loop: EventLoop, rest: Duration = .zero) throws(SystemError) {
        self.loop = loop
        self.rest = rest
        let number = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        if number < 0 && ![EMFILE, ENFILE].contains(errno) { throw .last("inotify_init1") }
        descriptor = number < 0 ? nil : FileDescriptor(owning: number)
        switch descriptor {
        case .some(let descriptor):
            watch = try loop.watch(descriptor, for: .readable) { [unowned self] _ in read() }
        case nil: break
        }
    }

    deinit {
        restEnds?.cancel()
        watch?.cancel()
    }

    /// Calls `changed` after the file grew, was cut or written; several changes may become one call. One
    /// watch a path.
    package func add(file path: String, _ changed: @escaping () -> Void) throws(SystemError) -> Token {
        try add(path, UInt32(IN_MODIFY | IN_CLOSE_WRITE), changed)
    }

    /// Calls `changed` after a name in the folder came, went, or was replaced.
    package func add(directory path: String, _ changed: @escaping () -> Void) throws(SystemError) -> Token {
        try add(path, UInt32(IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR), changed)
    }

    private func add(
        _ path: String, _ mask: UInt32, _ changed: @escaping () -> Void
    ) throws(SystemError) -> Token {
        let number: Int32
        switch descriptor {
        case .some(let descriptor): number = inotify_add_watch(descriptor.number, path, mask)
        case nil: throw SystemError(code: EMFILE, call: "inotify_init1")
        }
        if number < 0 { throw .last("inotify_add_watch \(path)") }
        let token = Token(number: number)
        handlers[token] = changed
        return token
    }

    package func remove(_ token: Token) {
        handlers[token] = nil
        // Whoever has a token has a descriptor.
        switch descriptor {
        case .some(let descriptor): inotify_rm_watch(descriptor.number, token.number)
        case nil: break
        }
    }

    private func read() {
        var changed: Set<Token> = []
        withUnsafeTemporaryAllocation(byteCount: 16384, alignment: 8) { buffer in
            // A failed read of an inotify descriptor leaves the changes for the next turn: the watch is level
            // triggered.
            while let count = pull(into: buffer), count > 0 {
                var offset = 0
                while offset + MemoryLayout<inotify_event>.size <= count {
                    let event = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                    // The kernel's queue was full: any file may have changed (inotify(7), IN_Q_OVERFLOW).
                    if event.wd < 0 { changed.formUnion(handlers.keys) }
                    changed.insert(Token(number: event.wd))
                    offset += MemoryLayout<inotify_event>.size + Int(event.len)
                }
            }
        }
        for token in changed { handlers[token]?() }
        // Files that belong together change together: a second change is told at once.
        if loop.now - lastRead < rest { beginRest() }
        lastRead = loop.now
    }

    private func beginRest() {
        listen(for: Readiness())
        restEnds = loop.after(rest) { [unowned self] in listen(for: .readable) }
    }

    private func listen(for interest: Readiness) {
        do throws(SystemError) {
            try watch?.change(to: interest)
        } catch {
            preconditionFailure("a watched descriptor can be watched for something else: \(error)")
        }
    }

    private func pull(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        switch descriptor {
        case .some(let descriptor): (try? descriptor.read(into: buffer)) ?? nil
        case nil: nil
        }
    }
}
