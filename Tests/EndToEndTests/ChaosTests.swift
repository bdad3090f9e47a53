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
        while not os.path.exists("enough"):
            number += 1
            print(f"INFO line {number}")
            if number % 50 == 0: time.sleep(0.001)
        print(f"total {number}")
        sys.exit(17)
        """

    private static func setting(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    private enum Victim: CaseIterable { case server, supervisor, waiter, pair }

    /// The moments of the kills are the test's input; it waits for nothing.
    private func letPass(_ milliseconds: Int) {
        poll(nil, 0, Int32(milliseconds))
    }

    @Test func `whatever is killed, the log is whole and the end is true`() throws {
        var random = Randomness(seed: Self.setting("ANANA_CHAOS_SEED") ?? .random(in: 0...(.max)))
        let end = Instant.now + .seconds(Int64(Self.setting("ANANA_CHAOS_SECONDS") ?? 4))
        var round = 0
        repeat {
            round += 1
            try ProjectUnderTest.with(["train.py": Self.script]) { project in
                try play(project, &random, until: end, "seed \(random.seed), round \(round)")
            }
        } while Instant.now < end
    }

    /// Killed in the middle of a start: before the lock, before pids.json, before main's first instruction.
    @Test func `killed while a job starts, a server finds it run, lost or never started, and nothing left`() throws {
        var random = Randomness(seed: Self.setting("ANANA_CHAOS_SEED") ?? .random(in: 0...(.max)))
        let what = Comment("seed \(random.seed)")
        try ProjectUnderTest.with(["train.py": "print('ran')"]) { project in
            var server = try project.serve()
            for _ in 0..<12 {
                let id = try server.submit("train.py")
                letPass(random.next(0...40))
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

    /// One job, tormented for a second or so; then left alone until it has ended.
    private func play(
        _ project: ProjectUnderTest, _ random: inout Randomness, until end: Instant, _ what: Comment
    ) throws {
        var server = try project.serve()
        let id = try server.submit("train.py")
        let attempt = try AttemptUnderTest(project, id)
        let stop = min(end, Instant.now + .milliseconds(random.next(300...2000)))
        while Instant.now < stop {
            letPass(random.next(0...(random.next(1...3) == 1 ? 5 : 200)))
            // The waiter's death takes main's code with it where nobody is left to hear it: rarely.
            let victim: Victim =
                random.next(1...12) == 1 ? .waiter : [.server, .supervisor, .pair][random.next(0...2)]
            if victim == .server || victim == .pair { try server.killed() }
            if victim == .supervisor || victim == .pair {
                Signal.kill.send(to: try attempt.identity(.supervisor))
            }
            if victim == .waiter { Signal.kill.send(to: try attempt.identity(.waiter)) }
            if victim == .server || victim == .pair {
                server = try project.start()
                if random.next(1...3) > 1 { try server.awaitListening() }
            }
        }
        if server.port == 0 { try server.awaitListening() }
        try project.open("enough")
        try check(try server.awaitEnd(id), server, project, id, what)
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
        #expect(try project.activeJobs().isEmpty, what)
    }
}
