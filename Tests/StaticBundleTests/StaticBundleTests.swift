/// `static/` was built from the committed source and not touched since (streams-and-web.md 5.1).
import Foundation
import Testing

@Suite struct StaticBundleTests {
    let bundle: Bundle

    init() throws {
        bundle = try Bundle()
    }

    @Test func `the bundle was built from the source that is committed`() throws {
        #expect(try bundle.sourceDigest() == bundle.manifest.sourceDigest,
                "Sources/WebUI was changed without a build: npm run build there")
    }

    @Test func `the bundle was built with the lock file that is committed`() throws {
        let digests = try Digest.of(files: ["package-lock.json"], in: bundle.source)
        #expect(digests["package-lock.json"] == bundle.manifest.lockSHA256)
    }

    @Test func `version and front page name that source`() throws {
        let name = String(bundle.manifest.sourceDigest.prefix(16))
        let version = try JSONDecoder().decode([String: String].self, from: bundle.data("_app/version.json"))
        #expect(version == ["version": name])
        #expect(bundle.index.contains(name))
    }

    @Test func `the folder holds the files of the manifest and no other`() throws {
        #expect(try bundle.files() == Set(bundle.manifest.files.keys))
    }

    @Test func `every file is as it was built`() throws {
        let digests = try Digest.of(files: Array(bundle.manifest.files.keys), in: bundle.folder)
        #expect(digests == bundle.manifest.files.mapValues(\.sha256))
        for (path, file) in bundle.manifest.files {
            #expect(try bundle.data(path).count == file.size, "\(path)")
        }
    }

    @Test func `the front page refers to files that are there`() throws {
        let references = bundle.index.matches(of: /["'](\/_app\/[^"']+)["']/).map { String($0.1.dropFirst()) }
        #expect(!references.isEmpty)
        #expect(Set(references).subtracting(try bundle.files()).isEmpty)
    }

    @Test func `the policy allows the inline script that is there`() throws {
        let scripts = bundle.index.matches(of: /<script>([\s\S]*?)<\/script>/).map { String($0.1) }
        #expect(scripts.count == 1)
        for script in scripts {
            let hash = Digest.base64(try Digest.of(Data(script.utf8)))
            #expect(bundle.index.contains("'sha256-\(hash)'"))
        }
    }

    @Test func `gzip twins hold their originals`() throws {
        try expectTwins(ending: ".gz", by: "gzip")
    }

    @Test(.enabled(if: Command.isInstalled("brotli"), "no brotli here: .br twins are checked by hash alone"))
    func `brotli twins hold their originals`() throws {
        try expectTwins(ending: ".br", by: "brotli")
    }

    private func expectTwins(ending: String, by program: String) throws {
        let twins = try bundle.files().filter { $0.hasSuffix(ending) }
        #expect(twins.contains("index.html" + ending))
        for twin in twins {
            let unpacked = try Command(program, "-dc", bundle.folder.appending(path: twin).path).run()
            #expect(try unpacked == bundle.data(String(twin.dropLast(ending.count))), "\(twin)")
        }
    }
}
