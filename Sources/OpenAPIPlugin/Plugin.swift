/// Makes JobAPI's types, handler protocols and routes from openapi.yaml whenever it changed.
import PackagePlugin

@main
struct OpenAPIPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let document = context.package.directoryURL.appending(path: "openapi.yaml")
        let folder = context.pluginWorkDirectoryURL
        return [
            .buildCommand(
                displayName: "openapi.yaml to Swift",
                executable: try context.tool(named: "OpenAPIGenerator").url,
                arguments: [document.path(percentEncoded: false), folder.path(percentEncoded: false)],
                inputFiles: [document],
                outputFiles: ["APISchemas.swift", "APIHandlers.swift", "APIRoutes.swift"].map {
                    folder.appending(path: $0)
                })
        ]
    }
}
