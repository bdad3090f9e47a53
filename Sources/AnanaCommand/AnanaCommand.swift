/// `anana`: which subcommand, and nothing else.
internal import AnanaServer
internal import Glibc
internal import Linux

@main
struct AnanaCommand {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let name = arguments.isEmpty ? "--help" : arguments.removeFirst()
        switch name {
        case "serve": ServeCommand.run(arguments)
        case "config": ConfigCommand.run(arguments)
        case "--version", "-V", "version": print("anana \(Version.current)")
        case "--help", "-h", "help": print(help)
        default:
            StandardError.write("anana: there is no command '\(name)'; `anana --help` lists them")
            exit(ServeCommand.usageError)
        }
    }

    private static let help = """
        anana: a command center for the training jobs of a project folder

        USAGE
          anana serve [DIR] [OPTIONS]    serve the page and the API for DIR (default: the working directory)
          anana config schema            print the JSON Schema of anana.yaml
          anana config check [DIR]       say what is wrong with DIR's anana.yaml
          anana --version
          anana --help

        `anana serve --help` lists the options.
        """
}
