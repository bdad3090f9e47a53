/// Makes a target's types, handler protocols and routes from openapi.yaml whenever it changed.
import Foundation
import PackagePlugin

@main
struct OpenAPIPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        // A target may have a document of its own, as the generator's tests do.
        let own = target.directoryURL.appending(path: "openapi.yaml")
        let isOwn = FileManager.default.fileExists(atPath: own.path(percentEncoded: false))
        let document = isOwn ? own : context.package.directoryURL.appending(path: "openapi.yaml")
        let folder = context.pluginWorkDirectoryURL
        return [
            .buildCommand(
                displayName: "openapi.yaml to Swift",
                executable: try context.tool(named: "OpenAPIGenerator").url,
                arguments: [document.path(percentEncoded: false), folder.path(percentEncoded: false)],
                inputFiles: [document],
                outputFiles: [
                    "APISchemas.swift", "APIHandlers.swift", "APIRoutes.swift", "APIDocument.swift",
                ].map { folder.appending(path: $0) })
        ]
    }
}
