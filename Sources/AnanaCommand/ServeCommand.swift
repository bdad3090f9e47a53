/// `anana serve`: options in, server on, exit code out.
internal import AnanaServer
internal import Glibc
internal import Linux

enum ServeCommand {
    /// The command line makes no sense (as most programs have it, bash(1)).
    static let usageError: Int32 = 2
    static let startError: Int32 = 1

    static func run(_ arguments: [String]) {
        let line: ServeLine
        do throws(UsageError) {
            line = try ServeLine(arguments)
        } catch {
            StandardError.write("anana serve: \(error)")
            exit(usageError)
        }
        if line.wantsHelp { return print(ServeLine.help) }
        do {
            if line.wantsSample { try SampleProject.write(to: line.options.folder) }
            OpenFileLimit.raise()
            try Application(line.options).run()
        } catch {
            StandardError.write("anana serve: \(error)")
            exit(startError)
        }
    }
}
