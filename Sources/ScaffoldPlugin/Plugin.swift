/// `swift package scaffold`: a compiling stub for each operation of openapi.yaml that no handler answers yet.
import Foundation
import PackagePlugin

@main
struct ScaffoldPlugin: CommandPlugin {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func performCommand(context: PluginContext, arguments: [String]) throws {
        let root = context.package.directoryURL
        let handlers = root.appending(path: "Sources/AnanaServer/Handlers")
        let process = Process()
        process.executableURL = try context.tool(named: "OpenAPIGenerator").url
        process.arguments = [
            "scaffold", root.appending(path: "openapi.yaml").path(percentEncoded: false),
            handlers.path(percentEncoded: false),
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "nothing more was written") }
    }
}
