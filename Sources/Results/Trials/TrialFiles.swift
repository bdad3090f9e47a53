/// The files of trials below a folder: found by their names, read once as long as they don't change.
internal import JSON
internal import Linux

/// Whoever reads while a script writes sees what was whole before.
struct TrialFiles: Sendable {
    struct File: Sendable {
        /// Below the folder.
        let path: ArtifactPath
        fileprivate var fingerprint: [UInt64] = []
        /// The last whole reading; nil where there never was one.
        fileprivate(set) var document: TrialDocument?
        fileprivate(set) var modified: Int64 = 0
        /// When it was last written, understood or not, in the same unit.
        fileprivate(set) var written: Int64 = 0
        /// Why the file as it is could not be read.
        fileprivate(set) var flaw: String?

        /// `document` is of an earlier state of the file.
        var isStale: Bool { flaw != nil && document != nil }
    }

    /// By path.
    private(set) var files: [ArtifactPath: File] = [:]
    /// What was left out, in words.
    private(set) var flaws: [String] = []

    private static let depthLimit = 6
    private static let fileLimit = 5000
    private static let entryLimit = 100_000
    /// Bytes: of a file for one trial, and of one for many.
    static let trialSizeLimit: UInt64 = 1 << 20
    static let resultsSizeLimit: UInt64 = 16 << 20

    private struct Search {
        var found: [ArtifactPath] = []
        var entries = 0
        var isCut = false
    }

    /// Looks again. A folder that is not there has no trials.
    /// - Parameter skipped: names in the folder itself that are passed over.
    mutating func refresh(_ folder: String, skipping skipped: Set<String>, now: Int64) throws(SystemError) {
        var search = Search()
        flaws = []
        do throws(SystemError) {
            let root = try Directory(folder)
            try find(root, at: nil, skipping: skipped, depth: 0, &search)
            if search.isCut { flaws.append("there are too many files: not all were looked at") }
            let old = files
            files = [:]
            for path in search.found {
                files[path] = read(old[path] ?? File(path: path), in: root, now: now)
            }
        } catch {
            if !error.isMissing { throw error }
            files = [:]
        }
    }

    private func find(
        _ folder: borrowing Directory, at path: ArtifactPath?, skipping skipped: Set<String>, depth: Int,
        _ search: inout Search
    ) throws(SystemError) {
        let names = try folder.names(after: nil, limit: Self.fileLimit * 4)
        if names.count == Self.fileLimit * 4 { search.isCut = true }
        for name in names {
            let text = String(decoding: name, as: UTF8.self)
            if name.first == UInt8(ascii: ".") || skipped.contains(text) { continue }
            search.entries += 1
            guard search.entries < Self.entryLimit, search.found.count < Self.fileLimit else {
                search.isCut = true
                return
            }
            let inner = ArtifactPath(name, in: path)
            if Self.isTrialName(text) {
                search.found.append(inner)
            } else if !text.hasSuffix(".json"), try folder.status(ofEntry: name)?.kind == .directory {
                if depth == Self.depthLimit { continue }
                try enter(name, of: folder, inner, depth, &search)
            }
        }
    }

    /// Nothing where it vanished meanwhile or may not be read.
    private func enter(
        _ name: [UInt8], of folder: borrowing Directory, _ path: ArtifactPath, _ depth: Int,
        _ search: inout Search
    ) throws(SystemError) {
        do throws(SystemError) {
            let inner = try folder.folder(name)
            try find(inner, at: path, skipping: [], depth: depth + 1, &search)
        } catch {
            guard error.isMissing || error.leadsOutside || error.isForbidden else { throw error }
        }
    }

    private static func isTrialName(_ name: String) -> Bool {
        name == "results.json" || name.hasPrefix("trial_") && name.hasSuffix(".json")
    }

    private func read(_ file: File, in root: borrowing Directory, now: Int64) -> File {
        var file = file
        do throws(SystemError) {
            let descriptor = try root.file(file.path.bytes)
            let status = try descriptor.status()
            let fingerprint = [status.inode, status.size, UInt64(bitPattern: status.modified)]
            let modified = status.modified / 1_000_000
            // Two writes within a tick of the clock look alike.
            if fingerprint == file.fingerprint, now - modified > 1000 { return file }
            file.fingerprint = fingerprint
            file.written = modified
            try parse(descriptor, status, &file, modified)
        } catch {
            file.flaw = "can't be read: \(error.reason)"
        }
        return file
    }

    private func parse(
        _ descriptor: borrowing FileDescriptor, _ status: FileStatus, _ file: inout File, _ modified: Int64
    ) throws(SystemError) {
        let stem = String(file.path.lastName.dropLast(5).map { Character(Unicode.Scalar($0)) })
        let limit = stem == "results" ? Self.resultsSizeLimit : Self.trialSizeLimit
        guard status.kind == .file else {
            file.flaw = "is no file"
            return
        }
        guard status.size <= limit else {
            file.flaw = "has \(status.size) bytes, at most \(limit) are read"
            return
        }
        let bytes = try descriptor.bytes(at: 0, count: Int(status.size))
        do throws(JSONError) {
            let document = TrialDocument(try LenientJSON.parse(bytes), stem: stem)
            file.document = document
            file.modified = modified
            file.flaw = document.entries.isEmpty ? "holds no trial that is understood" : nil
            if document.isCut {
                file.flaw = "holds more than \(TrialDocument.limit) trials: the others are left out"
            }
        } catch {
            file.flaw = bytes.isEmpty ? "is empty" : "is no whole JSON: \(error)"
        }
    }
}
