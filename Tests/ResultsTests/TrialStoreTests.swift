/// Trials as they lie on the disk: found, kept while they are being written, and never too large.
import JSON
import JobDirectory
import Linux
import TestSupport
import Testing

@testable import Results

@Suite struct TrialStoreTests {
    private let folder: TemporaryDirectory
    private let store: TrialStore
    private let job = JobID(at: 1_764_000_000_000)

    init() throws {
        folder = try TemporaryDirectory()
        store = TrialStore(results: ResultsFolder(path: folder.path))
    }

    private func write(_ text: String, to name: String) throws {
        try folder.write(text, to: "jobs/\(job.month)/\(job)/artifacts/" + name)
    }

    private func reading(isFinal: Bool = true) throws -> TrialReading {
        try store.reading(of: .job(job), isFinal: isFinal)
    }

    @Test func `a job without artifacts has no trials`() throws {
        #expect(try reading() == TrialReading())
    }

    @Test func `a list does not repeat what files of its folder tell`() throws {
        try write(#"{"trial":1,"setting":{"lr":1},"loss":0.5}"#, to: "trial_001.json")
        try write(
            #"{"trials":[{"trial":1,"setting":{"lr":1},"loss":9},{"trial":2,"loss":0.4}]}"#,
            to: "results.json")
        try write(#"{"trial":1,"setting":{"lr":7},"loss":0.1}"#, to: "study/trial_001.json")
        try write(#"{"trial":1,"loss":0.1}"#, to: "other.json")
        let trials = try reading().trials
        #expect(
            trials.map(\.file)
                == ["study/trial_001.json", "trial_001.json", "results.json"].sorted {
                    ($0 == "results.json" ? 1 : 0, $0) < ($1 == "results.json" ? 1 : 0, $1)
                })
        #expect(
            Set(trials.map(\.id)).count == 3
                && trials.contains { $0.id == "\(job).1" && $0.metrics["loss"] == 0.5 })
        #expect(trials.contains { $0.id == "\(job).2" && $0.metrics["loss"] == 0.4 })
    }

    @Test func `two files of one number are two trials, each with the same id again`() throws {
        try write(#"{"lr":1}"#, to: "trial_1.json")
        try write(#"{"lr":2}"#, to: "trial_01.json")
        let ids = try reading().trials.map(\.id)
        #expect(Set(ids).count == 2)
        let other = TrialStore(results: ResultsFolder(path: folder.path))
        #expect(try other.reading(of: .job(job), isFinal: true).trials.map(\.id) == ids)
        for id in ids {
            #expect(id.utf8.allSatisfy { "0123456789abcdefghijklmnopqrstuvwxyz._-".utf8.contains($0) })
        }
    }

    @Test func `a file that is being written shows what was whole before, and says so`() throws {
        try write(#"{"lr":1,"loss":0.5}"#, to: "trial_1.json")
        #expect(try reading().trials.first?.isStale == false)
        for torn in [#"{"lr":1,"lo"#, "", #"{"lr":1} x"#] {
            try write(torn, to: "trial_1.json")
            let reading = try reading()
            #expect(reading.trials.first?.isStale == true && reading.trials.first?.metrics == ["loss": 0.5])
            #expect(reading.notes.map(\.file) == ["trial_1.json"])
            #expect(reading.notes.first?.detail.hasSuffix("what was read before is shown") == true)
        }
        try write(#"{"lr":1,"loss":0.25}"#, to: "trial_1.json")
        let whole = try reading()
        #expect(whole.trials.first?.metrics == ["loss": 0.25] && whole.notes == [])
        #expect(whole.trials.first?.isStale == false)
    }

    @Test func `a file that never was whole is a note, and hides no other`() throws {
        try write(#"{"lr":"#, to: "trial_1.json")
        try write(#"{"lr":2}"#, to: "trial_2.json")
        let reading = try reading()
        #expect(reading.trials.map(\.number) == [2] && reading.notes.map(\.file) == ["trial_1.json"])
    }

    @Test func `results of 2 GB are refused by their size and never read`() throws {
        try write("", to: "results.json")
        let path = "\(folder.path)/jobs/\(job.month)/\(job)/artifacts/results.json"
        try FileDescriptor.open(path, .write).truncate(to: 2 << 30)
        try write(#"{"lr":2}"#, to: "trial_2.json")
        let began = Instant.now
        let reading = try reading()
        #expect(reading.trials.count == 1)
        #expect(reading.notes.first?.detail == "has 2147483648 bytes, at most 16777216 are read")
        #expect(Instant.now - began < .seconds(20))
    }

    @Test func `links, folders and FIFOs with such a name are no files`() throws {
        try write(#"{"lr":2}"#, to: "real.json")
        let artifacts = "\(folder.path)/jobs/\(job.month)/\(job)/artifacts"
        try FileSystem.link(artifacts + "/trial_1.json", to: "/etc/passwd")
        try FileSystem.makeDirectories(artifacts + "/trial_2.json")
        try Pipe.makeFIFO(artifacts + "/trial_3.json")
        let reading = try reading()
        #expect(reading.trials == [] && reading.notes.count == 3)
    }

    @Test func `the project's own lie beside the jobs`() throws {
        try write(#"{"lr":1}"#, to: "trial_1.json")
        try folder.write(#"{"params":{"lr":3},"metrics":{"loss":1}}"#, to: "train/results.json")
        try folder.write(#"{"lr":4,"loss":NaN}"#, to: "by-hand/trial_4.json")
        let reading = try store.reading(of: .project, isFinal: false)
        #expect(reading.trials.map(\.file) == ["by-hand/trial_4.json", "train/results.json"])
        #expect(reading.trials.allSatisfy { $0.id.hasPrefix("project.") && $0.state == .complete })
    }

    @Test func `without metrics a trial runs as long as its job does`() throws {
        try write(#"{"params":{"lr":1}}"#, to: "trial_1.json")
        #expect(try reading(isFinal: false).trials.first?.state == .running)
        #expect(try reading().trials.first?.state == .unknown)
    }

    @Test func `a script that rewrites its files all the time never shows half a trial`() throws {
        let path = "\(folder.path)/jobs/\(job.month)/\(job)/artifacts"
        let script = """
            import json, os, sys
            os.makedirs(sys.argv[1], exist_ok=True)
            for n in range(4000):
                with open(sys.argv[1] + "/trial_1.json", "w") as file:
                    file.write('{"params": {"lr": %d}, ' % n); file.flush()
                    file.write('"loss": %d}' % n)
            """
        let program = try RunningProgram(
            "python3", ["-c", script, path], output: folder.path + "/out")
        var looks = 0
        while program.status() == nil {
            let reading = try reading(isFinal: false)
            looks += 1
            for trial in reading.trials { #expect(trial.parameters["lr"] == trial.metrics["loss"]) }
        }
        #expect(looks > 0 && program.status()?.code == 0)
        // What was read a moment before the last write is shown for half a second.
        try eventually("the last write") {
            try reading(isFinal: false).trials.first?.parameters == ["lr": 3999]
        }
    }
}
