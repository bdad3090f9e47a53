/// What is told of a process that SIGKILL does not end.
import Linux
import TestSupport
import Testing

@testable import JobProcesses

@Suite("Processes that are stuck") struct StuckProcessTests {
    @Test func `one that has ended is told with who has not taken note of it`() throws {
        let folder = try TemporaryDirectory()
        let program = try RunningProgram("true", [], output: folder.path + "/out")
        let entry = try eventually("its end") {
            ProcessTable.entry(of: program.pid).flatMap { $0.isDead ? $0 : .none }
        }
        let own = try #require(ProcessTable.entry(of: ProcessTable.ownPID))
        #expect(
            StuckProcess.describe(entry)
                == "\(program.pid) true Z not waited for by \(own.pid) (\(own.command))")
    }

    @Test func `one that lives is told with its state`() throws {
        let folder = try TemporaryDirectory()
        let program = try RunningProgram("sleep", ["1000"], output: folder.path + "/out")
        let entry = try eventually("it sleeps") {
            ProcessTable.entry(of: program.pid).flatMap {
                $0.command == "sleep" && $0.state == UInt8(ascii: "S") ? $0 : .none
            }
        }
        #expect(StuckProcess.describe(entry).hasPrefix("\(program.pid) sleep S "))
    }
}
