/// What is listed of a folder, in which order, and in how many pages.
import Linux
import TestSupport
import Testing

@testable import Results

@Suite struct ArtifactListingTests {
    private func page(
        _ folder: TemporaryDirectory, of path: String? = nil, recursive: Bool = true, after: String? = nil,
        limit: Int = 100
    ) throws -> ArtifactListing.Page {
        try ArtifactListing.page(
            in: folder.path, of: path.flatMap { ArtifactPath($0) }, isRecursive: recursive,
            after: after.flatMap { ArtifactPath($0) }, limit: limit)
    }

    private func sample() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        for name in ["b.txt", "a/z", "a/y/1", "a/y/2", "a!", "c"] { try folder.write("12345", to: name) }
        return folder
    }

    @Test func `a folder comes before what is in it, names in the order of their bytes`() throws {
        let page = try page(sample())
        #expect(page.items.map(\.path.text) == ["a", "a/y", "a/y/1", "a/y/2", "a/z", "a!", "b.txt", "c"])
        #expect(page.next == nil)
        #expect(page.items[2].size == 5 && page.items[0].kind == .directory && page.items[0].size == nil)
    }

    @Test func `without recursion only the folder itself is shown`() throws {
        let folder = try sample()
        #expect(try page(folder, recursive: false).items.map(\.path.text) == ["a", "a!", "b.txt", "c"])
        #expect(try page(folder, of: "a", recursive: false).items.map(\.path.text) == ["a/y", "a/z"])
    }

    @Test(arguments: [1, 2, 3, 7, 8])
    func `pages of any size join to the whole`(limit: Int) throws {
        let folder = try sample()
        var (seen, last) = ([String](), String?.none)
        repeat {
            let page = try page(folder, after: last, limit: limit)
            seen += page.items.map(\.path.text)
            last = page.next?.text
        } while last != nil && seen.count < 20
        #expect(seen == ["a", "a/y", "a/y/1", "a/y/2", "a/z", "a!", "b.txt", "c"])
    }

    @Test func `a page goes on where its last one has vanished`() throws {
        let folder = try sample()
        try FileSystem.removeTree(folder.path + "/a")
        #expect(try page(folder, after: "a/y/1").items.map(\.path.text) == ["a!", "b.txt", "c"])
    }

    @Test func `a link is shown and not followed, and one that leads outside has no size`() throws {
        let folder = try sample()
        try FileSystem.link(folder.path + "/in", to: "a/y/1")
        try FileSystem.link(folder.path + "/out", to: "/etc/passwd")
        try FileSystem.link(folder.path + "/up", to: "../../etc")
        try FileSystem.link(folder.path + "/loop", to: ".")
        let links = try page(folder).items.filter { $0.kind == .link }
        #expect(links.map(\.path.text) == ["in", "loop", "out", "up"])
        #expect(links.map(\.size) == [5, nil, nil, nil])
        #expect(
            links.map { $0.target.map { String(decoding: $0, as: UTF8.self) } } == [
                "a/y/1", ".", "/etc/passwd", "../../etc",
            ])
    }

    @Test func `a folder may be named over a link that stays beneath, and no other`() throws {
        let folder = try sample()
        try FileSystem.link(folder.path + "/in", to: "a/y")
        try FileSystem.link(folder.path + "/out", to: "/etc")
        #expect(try page(folder, of: "in").items.map(\.path.text) == ["in/1", "in/2"])
        #expect(throws: SystemError.self) { try page(folder, of: "out") }
    }

    @Test func `names may hold anything but a slash`() throws {
        let folder = try TemporaryDirectory()
        let names = ["line\nbreak", "Größe", "back\\slash", "..x", "-rf", "a b"]
        for name in names { try folder.write("", to: name) }
        #expect(Set(try page(folder).items.map(\.path.text)) == Set(names))
    }

    @Test func `ten thousand files in one folder are paged within bounds`() throws {
        let folder = try TemporaryDirectory()
        for number in 0..<10_000 { try folder.write("", to: "f\(number)") }
        var (count, last) = (0, String?.none)
        repeat {
            let page = try page(folder, after: last, limit: 1000)
            count += page.items.count
            last = page.next?.text
        } while last != nil
        #expect(count == 10_000)
    }

    @Test(arguments: [
        "", "/", "/etc/passwd", "..", "../x", "a/../b", "a//b", "a/", ".", "./a", "a/.", "nul\0",
        String(repeating: "x", count: 256), String(repeating: "x/", count: 2048) + "x",
    ])
    func `a path that leads elsewhere or nowhere is none`(path: String) {
        #expect(ArtifactPath(path) == nil)
    }

    @Test(arguments: [
        "a", "a/b", "...", "..a", "a..", " ", "a\nb", "%2e%2e", "..\\..\\x", String(repeating: "x", count: 255),
    ])
    func `a strange path is one all the same`(path: String) {
        #expect(ArtifactPath(path)?.text == path)
    }
}
