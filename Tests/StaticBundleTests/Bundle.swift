/// The committed `static/`, its manifest, and the source under `Sources/WebUI` that it is built from.
import Foundation

struct Bundle {
    struct Manifest: Decodable {
        struct File: Decodable {
            let sha256: String
            let size: Int
        }

        let sourceDigest: String
        let lockSHA256: String
        let files: [String: File]

        enum CodingKeys: String, CodingKey {
            case sourceDigest = "source_digest"
            case lockSHA256 = "lock_sha256"
            case files
        }
    }

    static let manifestName = "build-manifest.json"
    let source: URL
    let folder: URL
    let manifest: Manifest
    let index: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        source = root.appending(path: "Sources/WebUI").resolvingSymlinksInPath()
        folder = root.appending(path: "static").resolvingSymlinksInPath()
        let written = try Data(contentsOf: folder.appending(path: Bundle.manifestName))
        manifest = try JSONDecoder().decode(Manifest.self, from: written)
        index = try String(contentsOf: folder.appending(path: "index.html"), encoding: .utf8)
    }

    func data(_ path: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: path))
    }

    /// All files of the bundle but the manifest.
    func files() throws -> Set<String> {
        Set(try Bundle.files(under: folder)).subtracting([Bundle.manifestName])
    }

    /// Paths relative to `folder`, whatever their depth.
    static func files(under folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder.path + "/" + path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    /// As `scripts/digest.ts` computes it: a line `path NUL sha256 LF` for each file, by bytes of the path.
    func sourceDigest() throws -> String {
        let folders = try ["src", "assets"].flatMap { name in
            try Bundle.files(under: source.appending(path: name)).map { "\(name)/\($0)" }
        }
        let single = [
            "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json", "scripts/digest.ts",
        ]
        let paths = (folders + single).filter { path in
            !path.hasSuffix(".test.ts") && !path.hasSuffix(".spec.ts") && path != "src/lib/api/schema.d.ts"
        }
        let digests = try Digest.of(files: paths, in: source)
        let lines = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { path in
            "\(path)\0\(digests[path] ?? "")\n"
        }
        return try Digest.of(Data(lines.joined().utf8))
    }
}
