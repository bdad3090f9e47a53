/// Random kills of server, supervisor and waiter while lines flow: no line lost, none doubled, no lie.
import Glibc
import HTTP
import JSON
import Linux
import TestSupport
import Testing

/// `ANANA_CHAOS_SECONDS` says how long the kills go on (default 4), `ANANA_CHAOS_SEED` repeats a run.
@Suite("Chaos") struct ChaosTests {
    private static let script = """
        import os, sys, time
        number = 0
        while number == 0 or not os.path.exists("enough"):
            number += 1
            print(f"INFO line {number}")
            if number % 50 == 0: time.sleep(0.001)
        print(f"total {number}")
        sys.exit(17)
        """
    private static let jobs = 2

    static func setting(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    /// The moments of the kills are the test's input; it waits for nothing.
    static func letPass(_ milliseconds: Int) {
        poll(nil, 0, Int32(milliseconds))
    }

    @Test func `whatever is killed, the log is whole and the end is true`() throws {
        var torment = Torment(seed: Self.setting("ANANA_CHAOS_SEED"))
        let seconds = Self.setting("ANANA_CHAOS_SECONDS")
        let end = Instant.now + .seconds(Int64(seconds ?? 4))
        repeat {
            torment.rounds += 1
            try ProjectUnderTest.with(["train.py": Self.script]) { project in
                try play(project, &torment, until: end)
            }
        } while Instant.now < end
        // For whoever runs it for long: what was done, and how to do it again.
        if seconds != nil { print("chaos: \(torment)") }
    }

    /// Killed in the middle of a start: before the lock, before pids.json, before main's first instruction.
    @Test func `killed while a job starts, a server finds it run, lost or never started, and nothing left`()
        throws
    {
        var random = Randomness(seed: Self.setting("ANANA_CHAOS_SEED") ?? .random(in: 0...(.max)))
        let what = Comment("seed \(random.seed)")
        try ProjectUnderTest.with(["train.py": "print('ran')"]) { project in
            var server = try project.serve()
            for _ in 0..<12 {
                let id = try server.submit("train.py")
                Self.letPass(random.next(0...40))
                let isPair = random.next(0...1) == 1
                if isPair { try server.killed() }
                let path = try project.finished(id, "attempts/1")
                for entry in ProjectUnderTest.processes(path) where entry.command.hasPrefix("anana-superv") {
                    if ProcessTable.arguments(of: entry.pid).first == "anana-supervisor" {
                        Signal.kill.send(to: entry.identity)
                    }
                }
                if isPair { server = try project.serve() }
                let job = try server.awaitEnd(id)
                let lines = try server.lines(id)
                let story = "\(job["state"]?.stringValue ?? "") \(job["cause"]?.stringValue ?? "-")"
                switch story {
                case "completed -": #expect(lines == ["ran"] && job["exit_code"] == 0, what)
                case "lost supervisor_lost": #expect(lines == [] || lines == ["ran"], what)
                case "failed launch_failure": #expect(lines == [], what)
                default: Issue.record("\(what): \(job)")
                }
                #expect(ProjectUnderTest.processes(path).isEmpty, what)
            }
        }
    }

    /// Two jobs, tormented for a second or so; then left alone until they have ended.
    private func play(_ project: ProjectUnderTest, _ torment: inout Torment, until end: Instant) throws {
        var server = try project.serve()
        let ids = try (0..<Self.jobs).map { _ in try server.submit("train.py") }
        let attempts = try ids.map { try AttemptUnderTest(project, $0) }
        let stop = min(end, Instant.now + .milliseconds(torment.next(300...2000)))
        while Instant.now < stop {
            // One time in four a storm: no server lives for longer than five milliseconds.
            if torment.next(1...4) == 1 {
                for _ in 0..<15 { try strike(project, &server, attempts, &torment, within: 5) }
            }
            try strike(project, &server, attempts, &torment, within: torment.next(1...3) == 1 ? 5 : 200)
            if server.port == 0, torment.next(1...3) > 1 { try server.awaitListening() }
        }
        if server.port == 0 { try server.awaitListening() }
        try project.open("enough")
        let what = Comment("\(torment)")
        for id in ids { try check(try server.awaitEnd(id), server, project, id, what) }
        #expect(try project.activeJobs().isEmpty, what)
    }

    private func strike(
        _ project: ProjectUnderTest, _ server: inout ServerUnderTest, _ attempts: [AttemptUnderTest],
        _ torment: inout Torment, within milliseconds: Int
    ) throws {
        Self.letPass(torment.next(0...milliseconds))
        let victims = torment.victims()
        let attempt = attempts[torment.next(0...attempts.count - 1)]
        if victims.contains(.server) { try server.killed() }
        let others: [(Torment.Victim, AttemptUnderTest.Role)] = [
            (.supervisor, .supervisor), (.waiter, .waiter),
        ]
        for (victim, role) in others {
            // Each of them dies only once.
            guard victims.contains(victim), try attempt.isAlive(role) else { continue }
            Signal.kill.send(to: try attempt.identity(role))
            torment.note(victim)
        }
        if victims.contains(.server) {
            torment.note(.server)
            server = try project.start()
        }
    }

    private func check(
        _ job: JSONValue, _ server: ServerUnderTest, _ project: ProjectUnderTest, _ id: String,
        _ what: Comment
    ) throws {
        let isTrue = job["state"] == "failed" && job["exit_code"] == 17
        let isLost = job["state"] == "lost" && job["exit_code"] == .null && job["signal"] == .null
        #expect(isTrue || isLost, "\(what): \(job)")
        let lines = String(decoding: try project.log(id), as: UTF8.self).split(separator: "\n").map(
            String.init)
        let count = lines.count - 1
        #expect(count > 0, what)
        #expect(lines.last == "total \(count)", "\(what): \(lines.suffix(3)) of \(lines.count), \(job)")
        let wrong = lines.dropLast().enumerated().first { $0.element != "INFO line \($0.offset + 1)" }
        #expect(wrong == nil, "\(what): line \(wrong?.offset ?? 0) is \(wrong?.element ?? "")")
        #expect(job["lines"]?.integerValue == Int64(lines.count), what)
        #expect(try server.lines(id).count == lines.count, what)
        #expect(ProjectUnderTest.processes("ANANA_JOB_ID=\(id)").isEmpty, what)
    }
}
