/// Records survive the way to the disk and back; what is broken says where.
import JSON
import Linux
import Testing

@testable import JobDirectory

@Suite("Records on the disk") struct RecordTests {
    static let id = JobID(at: 1_795_502_641_627)

    static let launch = LaunchRecord(
        job: id, attempt: 2, bootID: "b", time: 1, arguments: ["python3", "tr ain.py", "é\n"],
        workingDirectory: "/p",
        environment: ["B": "2", "A": "1=1"], lease: .init(flavor: "gpu", gpus: ["GPU-1"]),
        stop: StopPolicy(signal: .user1, grace: 1, terminateGrace: 2, linger: 3, leftovers: .wait),
        nonce: "n", log: "/l", index: "/i", timeout: 60_000, fileModeMask: 0o77)

    static let exit = ExitRecord(
        author: .supervisor, main: .signal(9), startedAt: 1, endedAt: 2, goneAt: 3,
        stop: .init(mode: .kill, requester: "api", time: 1, beforeEnd: true), stage: .kill,
        log: LogCounts(lines: 4, bytes: 5, lostBytes: 6, lostLines: 7),
        evidence: EndEvidence(
            outOfMemory: .suspected, outOfMemoryCounter: "oom_kill 3 to 4 in /proc/vmstat", timeLimit: 5,
            endedStage: .kill, signalSender: .supervisor, signalStage: .kill, logFailure: "No space left"))

    @Test func `a job record comes back as it was`() throws {
        let record = JobRecord(
            id: Self.id, template: "train", name: nil,
            parameters: ["trials": 5, "quick": true, "x": ["a", 1.5]],
            environment: ["A": ""], flavor: "cpu", command: ["python3", "train.py"], stop: StopPolicy(),
            createdAt: 7, timeout: 3_600_000)
        #expect(try JobRecord(parsing: record.encoded()) == record)
    }

    @Test func `a launch record comes back as it was, and its bytes are the same each time`() throws {
        #expect(try LaunchRecord(parsing: Self.launch.encoded()) == Self.launch)
        #expect(Self.launch.encoded() == Self.launch.encoded())
    }

    @Test func `a process record comes back as it was`() throws {
        let record = ProcessRecord(
            bootID: "b", time: 1, supervisor: .init(pid: 2, start: 3), waiter: .init(pid: 4, start: 5),
            main: .init(pid: 6, start: UInt64(Int64.max)), controlGroup: "/sys/fs/cgroup/x")
        #expect(try ProcessRecord(parsing: record.encoded()) == record)
    }

    @Test(arguments: [Int32(0), 1, -1]) func `a process number that would hit everybody is refused`(
        pid: Int32
    ) {
        let record = ProcessRecord(
            bootID: "b", time: 1, supervisor: .init(pid: 2, start: 3), waiter: .init(pid: 4, start: 5),
            main: .init(pid: pid, start: 1))
        #expect(throws: RecordError.self) { try ProcessRecord(parsing: record.encoded()) }
    }

    @Test func `the small records come back as they were`() throws {
        let state = StateRecord(
            stage: .terminate, time: 1, log: LogCounts(lines: 1, bytes: 2), stuck: ["7 x D nfs"])
        #expect(try StateRecord(parsing: state.encoded()) == state)
        let stop = StopRecord(mode: .graceful, requester: "api", time: 5)
        #expect(try StopRecord(parsing: stop.encoded()) == stop)
        let receipt = Receipt(
            requestedAt: nil, goneAt: 9, signals: [.init(number: 2, scope: .group, time: 1)], rounds: 3,
            processes: [
                .init(
                    identity: .init(pid: 5, start: 6), parent: 4, command: "a b", startedAt: 8, firstSeen: 1,
                    goneAt: 2, stage: .signal, outcome: .exit(code: 3))
            ], requester: "api", usedControlGroup: true, lostBytes: 7,
            gpus: [.init(uuid: "GPU-1", before: 5, after: nil)])
        #expect(try Receipt(parsing: receipt.encoded()) == receipt)
    }

    @Test(arguments: [
        MainRecord.End.status(768), .status(9), .launchFailure(.init(reason: .commandNotFound, message: "x")),
    ])
    func `a main record comes back as it was`(end: MainRecord.End) throws {
        let usage = MainRecord.Usage(userMicroseconds: 1, systemMicroseconds: 2, maximumResident: 3)
        let record = MainRecord(end: end, startedAt: 1, endedAt: 2, usage: usage)
        #expect(try MainRecord(parsing: record.encoded()) == record)
    }

    @Test(arguments: [
        MainOutcome.exit(code: 0), .exit(code: 255), .signal(11), .unknown,
        .launchFailure(.init(reason: .other, message: "m")),
    ])
    func `an exit record comes back as it was`(main: MainOutcome) throws {
        let record = ExitRecord(
            author: .server, main: main, startedAt: nil, endedAt: nil, goneAt: 3, stop: nil, stage: .running,
            log: LogCounts())
        #expect(try ExitRecord(parsing: record.encoded()) == record)
        #expect(try ExitRecord(parsing: Self.exit.encoded()) == Self.exit)
    }

    @Test func `an exit record fits the room that is taken for it`() {
        let failure = LaunchFailure(reason: .other, message: String(repeating: "x", count: 3_000))
        let record = ExitRecord(
            author: .supervisor, main: .launchFailure(failure), startedAt: .max, endedAt: .max, goneAt: .max,
            stop: Self.exit.stop, stage: .terminate,
            log: LogCounts(lines: .max, bytes: 1 << 40, lostBytes: 1 << 40, lostLines: 1 << 40),
            evidence: Self.exit.evidence)
        #expect(record.encoded().count < 4096)
    }

    @Test(
        arguments: [
            (0, MainOutcome.exit(code: 0)), (0x300, .exit(code: 3)), (0xFF00, .exit(code: 255)),
            (9, .signal(9)),
            (0x8B, .signal(11)),
        ] as [(Int32, MainOutcome)])
    func `a wait status is an exit code or a signal`(status: Int32, outcome: MainOutcome) {
        #expect(MainOutcome(waitStatus: status) == outcome)
    }

    @Test func `every cut of a record is refused, never a trap`() {
        let bytes = Self.launch.encoded()
        for count in 0..<bytes.count {
            #expect(throws: RecordError.self) { try LaunchRecord(parsing: Array(bytes[..<count])) }
        }
    }

    @Test(arguments: [
        ("{\"v\":2,\"mode\":\"kill\",\"by\":\"x\",\"t\":1}", "version 2 is newer than this program"),
        ("{\"v\":1,\"by\":\"x\",\"t\":1}", "mode is missing"),
        ("{\"v\":1,\"mode\":\"gently\",\"by\":\"x\",\"t\":1}", "mode is not of the right kind"),
        ("{\"v\":1,\"mode\":\"kill\",\"by\":\"x\",\"t\":\"1\"}", "t is not of the right kind"),
        ("[]", "not a JSON object"),
    ])
    func `a broken record says what is wrong`(text: String, message: String) {
        let error = #expect(throws: RecordError.self) { try StopRecord(parsing: Array(text.utf8)) }
        #expect(error?.description == message)
    }

    @Test func `members of newer programs are ignored`() throws {
        let record = try StopRecord(
            parsing: Array("{\"new\":[],\"mode\":\"kill\",\"by\":\"x\",\"t\":1}".utf8))
        #expect(record == StopRecord(mode: .kill, requester: "x", time: 1))
    }
}
