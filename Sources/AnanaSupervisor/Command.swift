/// `anana-supervisor DIRECTORY`: runs one attempt of a job, described by its launch.json, to its end.
internal import Glibc
internal import Linux

@main
enum Command {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "--waiter":
            guard 3...4 ~= arguments.count, let supervisor = Int32(arguments[2]) else { usage() }
            let group = arguments.count == 4 ? arguments[3] : nil
            exit(Waiter.run(directory: arguments[1], supervisor: supervisor, controlGroup: group))
        case .some(let directory) where arguments.count == 1 && !directory.hasPrefix("-"):
            exit(Supervision.run(directory: directory))
        default: usage()
        }
    }

    private static func usage() -> Never {
        StandardError.say("usage: anana-supervisor ATTEMPT-DIRECTORY")
        exit(EX_USAGE)
    }
}
