/// A folder to the bytes of a tar archive: memory grows neither with the folder nor with a file.
internal import Linux

/// Files, folders and links as they are; sockets and the like are left out. What could not be packed whole is
/// named in a last member, `INCOMPLETE.txt`, so that nobody takes the archive for complete.
struct TarProducer: ~Copyable, Sendable {
    private let root: Directory
    /// What members' names begin with.
    private let prefix: [UInt8]
    private var frames: [Frame]
    private var file: OpenMember?
    private var flaws: [String] = []
    private var isAtEnd = false

    private struct Frame: Sendable {
        /// nil: the root.
        let path: ArtifactPath?
        /// The next is the last.
        var names: [[UInt8]] = []
        var lastName: [UInt8]?
        var isComplete = false
    }

    private struct OpenMember: ~Copyable, Sendable {
        let descriptor: FileDescriptor
        let name: [UInt8]
        /// As the header promised.
        let size: UInt64
        var offset: UInt64 = 0
    }

    private static let depthLimit = 64
    private static let namesAtOnce = 4096
    private static let flawLimit = 100

    /// - Parameter prefix: a name that all members lie below.
    init(_ root: consuming Directory, prefix: [UInt8]) {
        self.root = root
        self.prefix = prefix
        frames = [Frame(path: nil)]
    }

    /// At least `count` bytes as long as there are that many, and few more; empty at the end.
    mutating func next(_ count: Int) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(count + 2 * TarHeader.blockSize)
        while output.count < count, !isAtEnd {
            if file != nil { fill(&output, to: count) } else { begin(&output) }
        }
        return output
    }

    private mutating func fill(_ output: inout [UInt8], to count: Int) {
        guard let size = file?.size, let offset = file?.offset, let name = file?.name else { return }
        let wanted = Int(min(size - offset, UInt64(max(count - output.count, TarHeader.blockSize))))
        var failure: String?
        var bytes: [UInt8] = []
        do throws(SystemError) {
            bytes = try file?.descriptor.bytes(at: offset, count: wanted) ?? []
            if bytes.count < wanted { failure = "became shorter meanwhile, its end is zeros here" }
        } catch {
            failure = "can't be read, it is zeros here: \(error.reason)"
        }
        output += bytes
        file?.offset = offset + UInt64(bytes.count)
        if let failure {
            note(name, failure)
            pad(name, from: offset + UInt64(bytes.count), to: size)
        } else if offset + UInt64(bytes.count) == size {
            output += [UInt8](repeating: 0, count: TarHeader.padding(after: size))
            file = nil
        }
    }

    /// The header has promised `size` bytes: what is missing are zeros, a stretch at a time.
    private mutating func pad(_ name: [UInt8], from offset: UInt64, to size: UInt64) {
        do throws(SystemError) {
            let zeros = try FileDescriptor.open("/dev/zero", .read)
            file = OpenMember(descriptor: zeros, name: name, size: size, offset: offset)
        } catch {
            // No descriptor left: the archive ends here, and its reader sees that it has no end.
            file = nil
            frames = []
            isAtEnd = true
        }
    }

    private mutating func begin(_ output: inout [UInt8]) {
        guard let top = frames.indices.last else { return finish(&output) }
        guard let name = frames[top].names.popLast() else {
            if frames[top].isComplete { frames.removeLast() } else { refill(top) }
            return
        }
        add(ArtifactPath(name, in: frames[top].path), &output)
    }

    private mutating func refill(_ top: Int) {
        let path = frames[top].path
        do throws(SystemError) {
            let folder = try root.folder(path?.bytes ?? [])
            let names = try folder.names(after: frames[top].lastName, limit: Self.namesAtOnce)
            frames[top].lastName = names.last ?? frames[top].lastName
            frames[top].names = names.reversed()
            frames[top].isComplete = names.count < Self.namesAtOnce
        } catch {
            frames[top].isComplete = true
            // Whatever vanished is no part of the folder any more.
            if !error.isMissing { note(path?.bytes ?? [], "can't be read: \(error.reason)") }
        }
    }

    private mutating func add(_ path: ArtifactPath, _ output: inout [UInt8]) {
        do throws(SystemError) {
            let folder = try root.folder(Array(path.bytes.dropLast(path.lastName.count + 1)))
            guard let status = try folder.status(ofEntry: path.lastName) else { return }
            switch status.kind {
            case .file: try open(path, &output)
            case .directory: enter(path, status, &output)
            case .link:
                let target = try folder.target(ofLink: path.lastName)
                output += header(path, .link, status, target: target).encoded()
            default: break
            }
        } catch {
            if !error.isMissing { note(path.bytes, "can't be read: \(error.reason)") }
        }
    }

    private mutating func open(_ path: ArtifactPath, _ output: inout [UInt8]) throws(SystemError) {
        let descriptor = try root.file(path.bytes)
        let status = try descriptor.status()
        // Replaced by something else meanwhile.
        guard status.kind == .file else { return }
        output += header(path, .file, status).encoded()
        if status.size > 0 { file = OpenMember(descriptor: descriptor, name: path.bytes, size: status.size) }
    }

    private mutating func enter(_ path: ArtifactPath, _ status: FileStatus, _ output: inout [UInt8]) {
        output += header(path, .directory, status).encoded()
        guard frames.count < Self.depthLimit else { return note(path.bytes, "is too deep") }
        frames.append(Frame(path: path))
    }

    private func header(
        _ path: ArtifactPath, _ kind: TarHeader.Kind, _ status: FileStatus, target: [UInt8] = []
    ) -> TarHeader {
        let slash = [UInt8(ascii: "/")]
        return TarHeader(
            name: prefix + slash + path.bytes + (kind == .directory ? slash : []), kind: kind,
            size: kind == .file ? status.size : 0, permissions: status.permissions & 0o777,
            modified: status.modified / 1_000_000_000, target: target)
    }

    private mutating func finish(_ output: inout [UInt8]) {
        if !flaws.isEmpty {
            let text = Array((flaws.joined(separator: "\n") + "\n").utf8)
            let name = prefix + Array("/INCOMPLETE.txt".utf8)
            let now = WallClock.milliseconds / 1000
            output += TarHeader(name: name, kind: .file, size: UInt64(text.count), modified: now).encoded()
            output += text + [UInt8](repeating: 0, count: TarHeader.padding(after: UInt64(text.count)))
        }
        output += [UInt8](repeating: 0, count: 2 * TarHeader.blockSize)
        isAtEnd = true
    }

    private mutating func note(_ path: [UInt8], _ flaw: String) {
        guard flaws.count < Self.flawLimit else { return }
        flaws.append("\(String(decoding: path, as: UTF8.self)): \(flaw)")
    }
}
