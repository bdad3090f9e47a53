@testable import Linux
import Glibc
import TestSupport
import Testing

@Suite("ProcessTable") struct ProcessTableTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func `we know ourselves`() throws {
        let entry = try #require(ProcessTable.entry(of: getpid()))
        #expect(entry.parent == getppid())
        #expect(entry.session == getsid(0))
        #expect(entry.group == getpgrp())
        #expect(!entry.isDead)
        #expect(ProcessTable.snapshot().contains { $0.identity == entry.identity })
        #expect(ProcessTable.ownPID == getpid())
    }

    @Test func `who is not there is nobody`() {
        // Above the largest number that Linux gives (proc(5), pid_max).
        #expect(ProcessTable.entry(of: 1 << 22 + 1) == nil)
        #expect(ProcessTable.environment(of: 1 << 22 + 1) == nil)
        #expect(ProcessTable.arguments(of: 1 << 22 + 1) == [])
    }

    @Test func `a process whose first thread has ended is not dead while another lives`() throws {
        let script = """
            import ctypes, platform, threading, time
            def other():
                while open("/proc/self/stat").read().rpartition(")")[2].split()[0] != "Z": time.sleep(0.001)
                print("ready", flush=True)
                time.sleep(1000)
            threading.Thread(target=other).start()
            ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
            """
        let program = try RunningProgram("python3", ["-c", script], output: folder.path + "/out")
        try eventually("its first thread has ended") { program.output().contains("ready") }
        let entry = try #require(ProcessTable.entry(of: program.pid))
        #expect(entry.isHeadless && !entry.isDead)
        #expect(ProcessTable.threads(of: program.pid).count == 1)
        #expect(ProcessTable.tracer(of: program.pid) == nil)
        program.send(.kill)
        try program.wait()
        #expect(ProcessTable.threads(of: program.pid).isEmpty)
    }

    @Test func `a name with brackets and spaces deceives nobody`() throws {
        let script = "open('/proc/self/comm', 'w').write('x) Z 1 (y'); print('ready', flush=True); input()"
        let program = try RunningProgram(
            "bash", ["-c", "sleep 1000 | exec python3 -c \"$0\"", script], output: folder.path + "/out")
        defer { Signal.kill.send(toGroup: program.pid) }
        try eventually("its name") { program.output().contains("ready") }
        let entries = ProcessTable.snapshot()
        let below = ProcessTable.descendants(of: [program.pid], in: entries)
        let named = try #require(below.first { $0.command == "x) Z 1 (y" })
        #expect(named.parent == program.pid)
        #expect(named.session == program.pid)
        #expect(!named.isDead)
        #expect(below.count == 2)
    }

    @Test func `descendants are found however deep, each once, without their roots`() {
        func entry(_ pid: Int32, _ parent: Int32) -> ProcessTable.Entry {
            ProcessTable.Entry(
                identity: ProcessIdentity(pid: pid, start: 0), parent: parent, group: 0, session: 0,
                state: 82,
                command: "")
        }
        let entries = [entry(4, 3), entry(3, 2), entry(2, 1), entry(5, 2), entry(9, 8), entry(1, 0)]
        let found = ProcessTable.descendants(of: [2, 3], in: entries).map(\.pid).sorted()
        #expect(found == [4, 5])
        #expect(ProcessTable.descendants(of: [7], in: entries).isEmpty)
    }

    @Test func `a process shows what it was started with`() throws {
        let program = try RunningProgram(
            "sleep", ["1000"], environment: ["MARK=a b", "EMPTY="], output: folder.path + "/out")
        // The kernel lets us go on a moment before it has put them in their place.
        try eventually("arguments") { ProcessTable.arguments(of: program.pid) == ["sleep", "1000"] }
        #expect(ProcessTable.environment(of: program.pid) == ["MARK=a b", "EMPTY="])
    }

    @Test func `it is told who has a file open`() throws {
        let path = try FileSystem.canonical(try folder.write("", to: "f"))
        let program = try RunningProgram("sleep", ["1000"], output: path)
        #expect(ProcessTable.hasOpen(path, pid: program.pid))
        #expect(!ProcessTable.hasOpen(path + "x", pid: program.pid))
        #expect(!ProcessTable.hasOpen(path, pid: getppid()))
    }

    @Test func `this boot has a name`() throws {
        let name = try ProcessTable.bootID()
        #expect(name.count == 36)
        #expect(try ProcessTable.bootID() == name)
    }
}
