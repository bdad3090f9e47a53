/// What the server measures and tells in the place of a supervisor that died: usage, memory, GPUs, cgroup.
import Engines
import Glibc
import JobDirectory
import JobProcesses
import Linux
import TestSupport
import Testing

@Suite("Usage and evidence of a job without supervisor") struct AdoptedUsageTests {
    private func adopt(_ fixture: EngineFixture) throws {
        let supervisor = try fixture.processes().supervisor
        #expect(Signal.kill.send(to: supervisor))
        try fixture.loop.run(until: "adoption") {
            // A lock that can't be looked at is asked for again.
            !fixture.isAlive(supervisor.pid) && (try? FileLock.isHeld(fixture.attempt.lock)) == true
        }
    }

    private func rows(_ fixture: EngineFixture) -> [[String]] {
        // No file yet is no row yet.
        let text = String(
            decoding: ((try? FileSystem.contents(fixture.attempt.usage)) ?? nil) ?? [], as: UTF8.self)
        return text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func `usage.csv goes on, with all that descends from the job`() throws {
        let fixture = try EngineFixture()
        mkfifo(fixture.folder.path + "/go", 0o600)
        try fixture.launchUntilReady(
            "echo ready; read < go; while :; do :; done & while :; do :; done & wait")
        try fixture.loop.run(until: "a row of the supervisor") { rows(fixture).count >= 2 }
        try adopt(fixture)
        let before = rows(fixture).count
        try fixture.poke("go")
        try fixture.loop.run(until: "two rows of the server") {
            rows(fixture).count >= before + 2 && rows(fixture).last?[4] == "3"
        }
        let table = rows(fixture)
        #expect(table.count { $0[0] == "t" } == 1, "one header")
        #expect(table.allSatisfy { $0.count == table[0].count })
        let times = table.dropFirst().compactMap { Int64($0[0]) }
        #expect(times == times.sorted() && times.count == table.count - 1)
        #expect(Double(table.last?[1] ?? "") ?? 0 > 10, "\(table)")
        // What was used before the server came is not used again in its first row.
        #expect(table.dropFirst().allSatisfy { Double($0[1]) ?? 0 < 400 }, "\(table)")
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        _ = try fixture.waitForEnd()
        let receipt = try Receipt(parsing: FileSystem.contents(fixture.attempt.receipt) ?? [])
        #expect(receipt.processes.count >= 3, "those that came after the supervisor's death are known too")
    }

    @Test func `the receipt has the GPUs' memory before and after`() throws {
        let fixture = try EngineFixture(path: "bin")
        try fixture.folder.write(
            """
            #!/bin/sh
            cd \(fixture.folder.path)
            case "$1" in
            *compute-apps*) echo "$(cat pid), GPU-1, 300" ;;
            *) echo x >> asked; echo "GPU-1, $(($(wc -l < asked) * 100)), 30" ;;
            esac
            """, to: "bin/nvidia-smi")
        fixture.gpus = ["GPU-1"]
        try fixture.launchUntilReady("echo $$ > pid; echo ready; exec sleep 1000")
        try fixture.loop.run(until: "the memory before") {
            (try? fixture.processes().gpus.first?.before) == 100
        }
        try adopt(fixture)
        try fixture.loop.run(until: "a row with the job's own memory") {
            rows(fixture).contains { $0[7] == "300" }
        }
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        _ = try fixture.waitForEnd()
        let receipt = try Receipt(parsing: FileSystem.contents(fixture.attempt.receipt) ?? [])
        #expect(receipt.gpus.map(\.uuid) == ["GPU-1"])
        #expect(receipt.gpus[0].before == 100)
        #expect(try #require(receipt.gpus[0].after) > 100)
    }

    /// The counter stood elsewhere when main was started: the supervisor left that behind.
    @Test(arguments: [true, false])
    func `case 21: memory that ran out after the supervisor's death is told by the counter`(
        isOwn: Bool
    ) throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady("echo ready; exec sleep 1000")
        let record = try fixture.processes()
        let counter = try fixture.folder.write("low 0\noom_kill 4\n", to: "group/memory.events")
        let marked = ProcessRecord(
            bootID: record.bootID, time: record.time, supervisor: record.supervisor, waiter: record.waiter,
            main: record.main, controlGroup: record.controlGroup,
            memory: [MemoryMark(file: counter, count: 3, isOwn: isOwn)])
        try AtomicFile.replace(fixture.attempt.processes, with: marked.encoded())
        // Somebody else is in the group too, where it is not the job's own.
        try fixture.folder.write("\(ProcessTable.ownPID)\n", to: "group/cgroup.procs")
        try adopt(fixture)
        Signal.kill.send(to: record.main)
        let end = try fixture.waitForEnd()
        #expect(end.main == .signal(SIGKILL))
        #expect(end.evidence.outOfMemory == (isOwn ? .yes : .suspected))
        #expect(end.evidence.outOfMemoryCounter == "oom_kill 3 to 4 in \(counter)")
    }

    @Test func `a counter that did not rise is no evidence`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady("echo ready; exec sleep 1000")
        #expect(try !fixture.processes().memory.isEmpty, "the machine's own is always there")
        try adopt(fixture)
        try fixture.engine.stop(fixture.job, mode: .terminate, requester: "test")
        #expect(try fixture.waitForEnd().evidence.outOfMemory != .yes)
    }

    @Test(.enabled(if: isDelegated, "no cgroup v2 can be made here"))
    func `a cgroup of the job's own is killed as one, and removed`() throws {
        let fixture = try EngineFixture()
        try fixture.launchUntilReady(
            """
            for i in {1..20}; do env -i setsid sleep 1000 > /dev/null 2>&1 & done
            echo ready; exec sleep 1000
            """)
        let group = ControlGroup(path: try #require(try fixture.processes().controlGroup))
        let members = group.members
        #expect(members.count >= 2)
        try adopt(fixture)
        try fixture.engine.stop(fixture.job, mode: .kill, requester: "test")
        #expect(try fixture.waitForEnd().main == .signal(SIGKILL))
        #expect(members.allSatisfy { !fixture.isAlive($0) })
        #expect(!FileSystem.exists(group.path))
        #expect(try Receipt(parsing: FileSystem.contents(fixture.attempt.receipt) ?? []).usedControlGroup)
    }

    /// No stop.json tells of a time limit that the supervisor had begun to enforce.
    @Test func `a time limit that had struck before the supervisor's death is still the cause`() throws {
        let fixture = try EngineFixture()
        mkfifo(fixture.folder.path + "/go", 0o600)
        try fixture.launchUntilReady(
            "trap 'echo > asked; read < go; exit 5' INT; echo ready; while :; do sleep 0.01; done",
            timeout: 300)
        // Killed before it has sent the signal, nobody would send it: a second one must never come.
        try fixture.loop.run(until: "the limit") { FileSystem.exists(fixture.folder.path + "/asked") }
        try adopt(fixture)
        try fixture.poke("go")
        let end = try fixture.waitForEnd()
        #expect(end.main == .exit(code: 5))
        #expect(end.evidence.timeLimit == 300 && end.stop?.requester == "time_limit", "\(end)")
    }

    private static var isDelegated: Bool {
        guard let place = ControlGroupPlace.unified,
            let group = ControlGroup.make("anana-probe-\(ProcessTable.ownPID)", below: place.path)
        else { return false }
        group.remove()
        return true
    }
}
