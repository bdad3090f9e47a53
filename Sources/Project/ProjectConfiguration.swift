/// anana.yaml: what may run in a folder, on what, and how much of it at once.
internal import Glibc
internal import YAML

package struct ProjectConfiguration: Equatable, Sendable {
    package static let fileName = "anana.yaml"

    /// In the order of the file; never empty.
    package let templates: [Template]
    /// In the order of the file; when none is written, `cpu` and, where there are GPUs, `gpu`.
    package let flavors: [Flavor]
    /// Jobs at once in all.
    package let runningLimit: Int
    /// What a trial is promoted to; nil where nothing is said of it.
    package let promotion: Promotion?
    package let retention: Retention
    /// What runs at the end of each job; nil: nothing.
    package let endHook: EndHook?

    /// - Parameters:
    ///   - folder: the project root, absolute or relative to the working directory.
    ///   - gpuCount: of this machine.
    package static func load(folder: String, gpuCount: Int = 0) throws(ProjectError) -> ProjectConfiguration {
        guard exists(folder, S_IFDIR) else { throw .notAFolder(path: folder) }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        let path = prefix + fileName
        // Whatever bears the name is meant: a broken link is an error, not a folder without configuration.
        var status = stat()
        if lstat(path, &status) == 0 { return try parse(try read(path), file: path, gpuCount: gpuCount) }
        guard errno == ENOENT else { throw .unreadable(path: path, code: errno) }
        guard exists(prefix + DefaultProject.script, S_IFREG) else { throw .nothingToRun(folder: folder) }
        return try parse(Array(DefaultProject.text.utf8), file: fileName, gpuCount: gpuCount)
    }

    /// - Parameter file: what diagnostics call it.
    package static func parse(
        _ bytes: [UInt8], file: String, gpuCount: Int = 0
    ) throws(ProjectError) -> ProjectConfiguration {
        let root: YAMLNode
        do throws(Diagnostic) {
            root = try YAMLParser.parse(bytes, file: file)
        } catch {
            throw .invalid([error])
        }
        var reader = ConfigurationReader(file: file)
        let configuration = ProjectConfiguration(root, gpuCount: gpuCount, reader: &reader)
        guard reader.diagnostics.isEmpty else {
            throw .invalid(reader.diagnostics.sorted { $0.position < $1.position })
        }
        return configuration
    }

    package func template(_ id: String) -> Template? { templates.first { $0.id == id } }
    package func flavor(_ name: String) -> Flavor? { flavors.first { $0.name == name } }

    private init(_ root: YAMLNode, gpuCount: Int, reader: inout ConfigurationReader) {
        let fields = reader.mapping(
            root, Self.fileName, keys: ["templates", "flavors", "limits", "retention", "promote", "hooks"])
        let entries = reader.entries(fields["flavors"]?.value, "'flavors'")
        let flavors = entries.isEmpty ? Flavor.defaults(gpuCount: gpuCount) : entries.map { Flavor($0, reader: &reader) }
        self.flavors = flavors
        templates = reader.entries(fields["templates"]?.value, "'templates'").map {
            Template($0, flavors: flavors, reader: &reader)
        }
        promotion = Promotion(fields["promote"], templates: templates, reader: &reader)
        let isEmpty = fields["templates"]?.value.entries?.isEmpty ?? fields["templates"]?.value.isNull ?? true
        if isEmpty, root.entries != nil || root.isNull {
            let example = "train: {command: [python3, train.py]}"
            let message = "expected 'templates' with at least one, such as \(example)"
            reader.fault(message, at: fields["templates"]?.position ?? root.position)
        }
        retention = Retention(fields["retention"]?.value, reader: &reader)
        endHook = EndHook(fields["hooks"]?.value, reader: &reader)
        let limits = reader.mapping(fields["limits"]?.value, "'limits'", keys: ["running"])
        runningLimit = reader.integer(limits["running"], in: 1...10_000) ?? 2
    }

    private static func exists(_ path: String, _ kind: mode_t) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == kind
    }

    private static func read(_ path: String) throws(ProjectError) -> [UInt8] {
        let limit = 1 << 20
        // Not blocking: the name might be a FIFO's.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unreadable(path: path, code: errno) }
            bytes += buffer[..<count]
        }
        throw .tooLarge(path: path, limit: limit)
    }
}
