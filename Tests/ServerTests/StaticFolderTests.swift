/// Where the page's files lie.
@testable import AnanaServer
import Testing
import TestSupport

@Suite struct StaticFolderTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func find(_ option: String? = nil) -> String? {
        StaticFolder.find(
            option, program: folder.path + "/bin/anana",
            source: folder.path + "/checkout/Sources/AnanaServer/StaticFolder.swift")
    }

    @Test func `what is asked for comes first, there or not`() throws {
        try folder.write("", to: "bin/static/index.html")
        #expect(find("/elsewhere") == "/elsewhere")
    }

    @Test func `beside the program comes before the checkout`() throws {
        try folder.write("", to: "checkout/static/index.html")
        #expect(find() == folder.path + "/checkout/static")
        try folder.write("", to: "bin/static/index.html")
        #expect(find() == folder.path + "/bin/static")
    }

    @Test func `a folder without a page is none`() throws {
        try folder.write("", to: "bin/static/other.html")
        #expect(find() == nil)
    }

    @Test func `this checkout has a page, with a version`() {
        let found = StaticFolder.find(nil, program: "/no/such/anana")
        #expect(found.map { StaticFolder.pageVersion(in: $0) }?.isEmpty == false)
    }

    @Test(arguments: [
        (#"{"version":"3f9c"}"#, "3f9c"), (#"{"version":7}"#, ""), (#"{}"#, ""), ("no JSON", ""), ("", ""),
    ])
    func `the page's version is what its build wrote`(note: String, version: String) throws {
        try folder.write(note, to: "_app/version.json")
        #expect(StaticFolder.pageVersion(in: folder.path) == version)
    }

    @Test func `a page without a note has no version`() {
        #expect(StaticFolder.pageVersion(in: folder.path) == "")
    }
}
