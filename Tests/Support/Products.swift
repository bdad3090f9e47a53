/// Where the programs of this build lie: beside the test bundle.
internal import Glibc
internal import Linux

package enum Products {
    package static var supervisor: String { folder + "/anana-supervisor" }
    package static var anana: String { folder + "/anana" }

    /// The folder of the running test program, or of the bundle that swift-testing's runner was given.
    private static var folder: String {
        // A test run that can't read its own path has no products either: the caller's spawn says so.
        let program = (try? FileSystem.programPath()) ?? ""
        let bundle =
            program.contains("swiftpm-testing-helper")
            ? CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? program : program
        guard let slash = bundle.lastIndex(of: "/") else { return "." }
        return String(bundle[..<slash])
    }
}
