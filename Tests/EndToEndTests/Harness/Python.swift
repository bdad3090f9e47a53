/// The python3 that runs the jobs: the program itself, not a version manager's script in front of it.
import Linux
import TestSupport
import Testing

enum Python {
    /// Where it lies, found once: asking costs a start of it.
    static let folder: String = {
        do {
            let directory = try TemporaryDirectory()
            let program = try RunningProgram(
                "python3",
                ["-c", "import os, sys; print(os.path.dirname(os.path.realpath(sys.executable)))"],
                output: directory.path + "/out")
            try program.wait()
            let said = program.output().split(separator: "\n").last.map(String.init) ?? ""
            return said.hasPrefix("/") ? said : "/usr/bin"
        } catch {
            Issue.record(error, "python3 is needed to run jobs")
            return "/usr/bin"
        }
    }()
}
