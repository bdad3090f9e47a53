/// `anana config schema|check`: what anana.yaml may say, and whether one says it right.
internal import Glibc
internal import Linux
internal import Project

enum ConfigCommand {
    static func run(_ arguments: [String]) {
        switch (arguments.first, arguments.count) {
        case ("schema", 1): print(ConfigurationSchema.text)
        case ("check", 1...2): check(arguments.count == 2 ? arguments[1] : ".")
        case ("--help", _), ("-h", _): print(help)
        default:
            StandardError.write("anana config: expected `schema` or `check [DIR]`")
            exit(ServeCommand.usageError)
        }
    }

    private static func check(_ folder: String) {
        do throws(ProjectError) {
            // As many GPUs as anybody may want: whether this machine has them is not the file's fault.
            let project = try ProjectConfiguration.load(folder: folder, gpuCount: 1)
            for template in project.templates {
                guard let flaw = template.commandFlaw(in: folder, searchPath: Environment["PATH"]) else { continue }
                // The file is right, and the program may be there where it is served.
                StandardError.write("\(folder): warning: template '\(template.id)' can't run here: \(flaw)")
            }
            print("\(folder): \(project.templates.count) template(s): \(project.templates.map(\.id).joined(separator: ", "))")
        } catch {
            StandardError.write("\(error)")
            exit(ServeCommand.startError)
        }
    }

    private static let help = """
        USAGE
          anana config schema         print the JSON Schema of anana.yaml
          anana config check [DIR]    say what is wrong with DIR's anana.yaml, each mistake with its place
        """
}
