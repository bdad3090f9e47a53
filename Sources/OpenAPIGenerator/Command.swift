/// `OpenAPIGenerator DOCUMENT FOLDER`: writes the generated files, or says what is wrong with the document.
import Foundation
import YAML

@main
enum Command {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let document = arguments.first, let folder = arguments.last else {
            fail("usage: OpenAPIGenerator DOCUMENT FOLDER")
        }
        do {
            let yaml = try Data(contentsOf: URL(filePath: document))
            for output in try Pipeline.run([UInt8](yaml), file: document) {
                let place = URL(filePath: folder).appending(path: output.name)
                try Data(output.text.utf8).write(to: place)
            }
        } catch let faults as Pipeline.Faults {
            fail(faults.diagnostics.map(\.description).joined(separator: "\n"))
        } catch {
            fail("\(document): error: \(error)")
        }
    }

    private static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(1)
    }
}
