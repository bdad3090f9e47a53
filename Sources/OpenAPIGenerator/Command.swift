/// `OpenAPIGenerator DOCUMENT FOLDER` writes the generated files, `OpenAPIGenerator scaffold DOCUMENT FOLDER`
/// stubs of missing handlers; or it says what is wrong with the document.
import Foundation
import YAML

@main
enum Command {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let isScaffold = arguments.first == "scaffold"
        let places = Array(isScaffold ? arguments.dropFirst() : arguments)
        guard places.count == 2 else { fail("usage: OpenAPIGenerator [scaffold] DOCUMENT FOLDER") }
        do {
            let yaml = try [UInt8](Data(contentsOf: URL(filePath: places[0])))
            let folder = URL(filePath: places[1])
            if isScaffold {
                try scaffold(yaml, file: places[0], into: folder)
            } else {
                for output in try Pipeline.run(yaml, file: places[0]) {
                    try Data(output.text.utf8).write(to: folder.appending(path: output.name))
                }
            }
        } catch let faults as Pipeline.Faults {
            fail(faults.diagnostics.map(\.description).joined(separator: "\n"))
        } catch {
            fail("\(places[0]): error: \(error)")
        }
    }

    private static func scaffold(_ yaml: [UInt8], file: String, into folder: URL) throws {
        let document = try Pipeline.document(yaml, file: file)
        let source = try HandlerSource(files: swiftFiles(in: folder))
        let stubs = Scaffold.stubs(for: document, beside: source)
        for stub in stubs {
            let place = folder.appending(path: stub.name)
            // Never over a file that exists, not even one that came this moment.
            do {
                try Data(stub.text.utf8).write(to: place, options: .withoutOverwriting)
            } catch {
                fail("\(place.path(percentEncoded: false)) exists without the handler, and was not touched")
            }
            print("wrote \(place.path(percentEncoded: false))")
        }
        if stubs.isEmpty { print("every operation has its handler") }
    }

    private static func swiftFiles(in folder: URL) throws -> [(path: String, text: String)] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
        return try names.filter { $0.hasSuffix(".swift") }.map { name in
            (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
    }

    private static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(1)
    }
}
