/// Why the server could not be started: one readable line each.
@testable import AnanaServer
import Linux
import Project
import Testing

@Suite struct StartErrorTests {
    private static let denied = SystemError(code: 13, call: "open /p/x")

    @Test(arguments: [
        (StartError.folderMissing(path: "/p"), "/p: there is no such folder"),
        (
            .project(.nothingToRun(folder: "/p")),
            "/p: nothing to run here: neither an anana.yaml nor a train.py"
        ),
        (
            .notLoopback(host: "0.0.0.0"),
            "--host 0.0.0.0: only loopback addresses (127.0.0.1, ::1, localhost) are served; "
                + "whoever reaches the port can start jobs"
        ),
        (.resultsNotWritable(path: "/p", denied), "/p: results can't be kept here: Permission denied"),
        (.folderTaken(path: "/p", holder: ""), "/p: another anana serves this folder"),
        (.folderTaken(path: "/p", holder: "pid 1"), "/p: another anana serves this folder (pid 1)"),
        (
            .portTaken(host: "127.0.0.1", port: 80),
            "port 80 on 127.0.0.1 is taken by another program; choose one with --port, 0 for any that is free"
        ),
        (.staticFolder(path: "/p", denied), "/p: the page's files can't be read: Permission denied"),
        (.supervisorMissing(path: "/p"), "/p: the supervisor is missing; `swift build` puts it beside anana"),
        (.system(doing: "signals", denied), "signals: \(denied)"),
    ])
    func `says what is wrong, and what helps`(error: StartError, text: String) {
        #expect("\(error)" == text)
    }
}
