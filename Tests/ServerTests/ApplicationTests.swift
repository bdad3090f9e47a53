/// What keeps a server from starting, and leaves nothing behind.
@testable import AnanaServer
import HTTPServer
import Linux
import Testing
import TestSupport

@Suite struct ApplicationTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func refusal(_ change: (inout ServeOptions) -> Void = { _ in }) -> String? {
        var options = ServeOptions()
        options.folder = folder.path
        change(&options)
        do throws(StartError) {
            _ = try Application(options)
            return nil
        } catch { return "\(error)" }
    }

    @Test func `an address that others reach`() throws {
        try folder.write("", to: "train.py")
        #expect(refusal { $0.engine.host = "0.0.0.0" }?.hasPrefix("--host 0.0.0.0: only loopback") == true)
        #expect(!FileSystem.exists(folder.path + "/.anana-results"))
    }

    @Test func `a folder that is not there`() {
        #expect(refusal { $0.folder = folder.path + "/no" } == "\(folder.path)/no: there is no such folder")
    }

    @Test func `a folder with nothing to run`() {
        #expect(refusal() == "\(folder.path): nothing to run here: neither an anana.yaml nor a train.py")
        #expect(!FileSystem.exists(folder.path + "/.anana-results"))
    }

    @Test func `a configuration at fault, with the place`() throws {
        try folder.write("templates:\n  a: {command: 7}\n", to: "anana.yaml")
        #expect(refusal()?.hasPrefix("\(folder.path)/anana.yaml:2:16: error: ") == true)
        #expect(!FileSystem.exists(folder.path + "/.anana-results"))
    }

    @Test func `results that can't be kept`() throws {
        try folder.write("", to: "train.py")
        try folder.write("a file", to: ".anana-results")
        #expect(refusal()?.hasPrefix("\(folder.path)/.anana-results: results can't be kept here: ") == true)
    }
}
