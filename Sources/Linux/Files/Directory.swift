/// A folder held open, and what lies beneath it: no name leads out of it, whatever links say (openat2(2)).
internal import CLinux
internal import Glibc

/// Names and paths are bytes: the kernel knows no encoding.
package struct Directory: ~Copyable, Sendable {
    private let descriptor: FileDescriptor

    /// Which links a path may go over.
    package enum Links: Sendable {
        case none
        /// Those whose target lies beneath the folder. On kernels before 5.6: none.
        case beneath
    }

    package init(_ path: String) throws(SystemError) {
        descriptor = try FileDescriptor.open(path, [.read, .directory])
    }

    private init(owning descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Opens a file to be read. A FIFO without a writer does not hold us up.
    /// - Throws: where there is none, or the way to it `leadsOutside`.
    package borrowing func file(
        _ path: [UInt8], over links: Links = .none
    ) throws(SystemError) -> FileDescriptor {
        try open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, links)
    }

    /// The empty path is the folder itself.
    package borrowing func folder(
        _ path: [UInt8], over links: Links = .none
    ) throws(SystemError) -> Directory {
        let path = path.isEmpty ? [UInt8(ascii: ".")] : path
        return Directory(owning: try open(path, O_RDONLY | O_DIRECTORY, links))
    }

    /// Of the thing itself, where it is a link. nil where there is nothing (any more).
    package borrowing func status(ofEntry name: [UInt8]) throws(SystemError) -> FileStatus? {
        var raw = stat()
        if fstatat(descriptor.number, Self.text(name), &raw, AT_SYMLINK_NOFOLLOW) == 0 {
            return FileStatus(raw)
        }
        let error = SystemError.last("fstatat")
        if error.isMissing { return nil }
        throw error
    }

    package borrowing func status() throws(SystemError) -> FileStatus { try descriptor.status() }

    /// What the link of that name says, unresolved (readlinkat(2)).
    package borrowing func target(ofLink name: [UInt8]) throws(SystemError) -> [UInt8] {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, filled in
            count = buffer.withMemoryRebound(to: CChar.self) {
                // An array of this size has a buffer.
                readlinkat(descriptor.number, Self.text(name), $0.baseAddress!, $0.count)
            }
            filled = max(0, count)
        }
        if count < 0 { throw .last("readlinkat") }
        return bytes
    }

    /// The first `limit` names after `last`, in the order of their bytes. However many there are, no more
    /// than twice `limit` are held.
    package borrowing func names(after last: [UInt8]?, limit: Int) throws(SystemError) -> [[UInt8]] {
        // Of its own, so that several may read at once; closedir(3) closes it.
        let number = openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if number < 0 { throw .last("openat .") }
        guard let stream = fdopendir(number) else {
            let error = SystemError.last("fdopendir")
            close(number)
            throw error
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = Self.name(of: entry)
            if name == Self.this || name == Self.parent { continue }
            if let last, !last.lexicographicallyPrecedes(name) { continue }
            names.append(name)
            if names.count >= limit * 2 { Self.keepFirst(limit, of: &names) }
        }
        Self.keepFirst(limit, of: &names)
        return names
    }

    private static let this = [UInt8(ascii: ".")]
    private static let parent = [UInt8(ascii: "."), UInt8(ascii: ".")]

    private static func keepFirst(_ limit: Int, of names: inout [[UInt8]]) {
        names.sort { $0.lexicographicallyPrecedes($1) }
        if names.count > limit { names.removeSubrange(limit...) }
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
        withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
    }

    private static func text(_ bytes: [UInt8]) -> [CChar] {
        bytes.map { CChar(bitPattern: $0) } + [0]
    }

    private borrowing func open(
        _ path: [UInt8], _ flags: Int32, _ links: Links
    ) throws(SystemError) -> FileDescriptor {
        let rule =
            clinux_resolve_beneath | clinux_resolve_no_magic_links
            | (links == .none ? clinux_resolve_no_symlinks : 0)
        while true {
            let number = clinux_openat2(
                descriptor.number, Self.text(path), UInt64(flags | O_CLOEXEC), UInt64(rule))
            if number >= 0 { return FileDescriptor(owning: number) }
            // EAGAIN: something was renamed on the way meanwhile, and the kernel can't be sure.
            if errno == EINTR || errno == EAGAIN { continue }
            // Some sandboxes refuse every call that they don't know with EPERM.
            if errno == ENOSYS || errno == EPERM { return try openStepwise(path, flags) }
            throw .last("openat2 \(String(decoding: path, as: UTF8.self))")
        }
    }

    /// Where there is no openat2: name by name, over no link at all.
    borrowing func openStepwise(_ path: [UInt8], _ flags: Int32) throws(SystemError) -> FileDescriptor {
        let names = path.split(separator: UInt8(ascii: "/")).map { Array($0) }
        if names.contains(Self.parent) { throw SystemError(code: EXDEV, call: "open ..") }
        var current = try descriptor.duplicate()
        for (index, name) in names.enumerated() {
            let isLast = index == names.count - 1
            let flags = (isLast ? flags : O_RDONLY | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC
            let number = openat(current.number, Self.text(name), flags)
            if number < 0 { throw .last("openat \(String(decoding: path, as: UTF8.self))") }
            current = FileDescriptor(owning: number)
        }
        return current
    }
}
