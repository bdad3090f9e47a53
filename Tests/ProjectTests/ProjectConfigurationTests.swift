/// anana.yaml to a configuration, and a folder without one.
import Foundation
import JSON
@testable import Project
import Testing

@Suite("ProjectConfiguration") struct ProjectConfigurationTests {
    @Test func `how much of a growing log is kept, all of it where nothing is written`() throws {
        let text = "templates: {t: {command: [x]}}\n"
        let none = try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml")
        #expect(none.retention.log == LogLimits())
        let some = try ProjectConfiguration.parse(
            Array((text + "retention: {log_size: 1GiB, log_age: 30d}").utf8), file: "anana.yaml")
        #expect(some.retention.log == LogLimits(size: 1 << 30, age: 30 * 86_400_000))
    }

    @Test func `the example of the design is read`() throws {
        let configuration = try ProjectConfiguration.parse(Array(Self.example.utf8), file: "anana.yaml")
        #expect(configuration.templates.map(\.id) == ["train", "script"])
        #expect(configuration.flavors == [Flavor(name: "cpu"), Flavor(name: "gpu", gpus: 1, limit: 4)])
        #expect(configuration.runningLimit == 3)

        let train = try #require(configuration.template("train"))
        #expect(train.title == "Hyperparameter search")
        #expect(train.command == ["python3", "train.py"])
        #expect(train.stop == StopRule(signal: .interrupt, grace: 30_000, terminateGrace: 15_000))
        #expect(train.parameter("trials") == Parameter(
            name: "trials", kind: .integer, title: nil, help: "Number of trials", isRequired: false,
            defaultValue: 20, minimum: 1, maximum: 500, choices: [], carrier: .flag("--trials"), pattern: nil, group: nil))
        #expect(train.parameter("flavor")?.choices == ["cpu", "gpu"])

        let script = try #require(configuration.template("script"))
        #expect(script.title == "script")
        #expect(script.parameter("file")?.isRequired == true)
        #expect(script.parameter("args")?.position == 2)
        #expect(script.environment == ["DATA_DIR", "MY_*"])
        #expect(script.stop == StopRule(signal: .terminate, grace: 90_000, terminateGrace: 500))
    }

    @Test func `only a command is mandatory`() throws {
        let text = "templates: {t: {command: [/bin/true]}}"
        let configuration = try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml")
        #expect(configuration.flavors == [Flavor(name: "cpu")])
        #expect(configuration.runningLimit == 2)
        #expect(configuration.templates.first?.parameters.isEmpty == true)
        #expect(configuration.templates.first?.defaultFlavor == "cpu")
    }

    @Test func `where there are GPUs and no flavor is written, there is one that takes one`() throws {
        let text = Array("templates: {t: {command: [x]}}".utf8)
        let configuration = try ProjectConfiguration.parse(text, file: "anana.yaml", gpuCount: 3)
        #expect(configuration.flavors == [Flavor(name: "cpu"), Flavor(name: "gpu", gpus: 1)])
        #expect(configuration.templates.first?.defaultFlavor == "cpu")
    }

    @Test func `a command is looked for in PATH, or in the project`() throws {
        let folder = try Folder(files: ["run.sh": ""])
        func flaw(_ program: String) throws -> String? {
            let text = Array("templates: {t: {command: ['\(program)']}}".utf8)
            let template = try ProjectConfiguration.parse(text, file: "anana.yaml").templates.first
            return template?.commandFlaw(in: folder.path, searchPath: "/no/such/folder:/bin")
        }
        #expect(try flaw("sh") == nil && flaw("/bin/sh") == nil)
        #expect(try flaw("no-such-program") == "command not found: no-such-program")
        #expect(try flaw("bin/none") == "command not found: bin/none")
        #expect(try flaw("./run.sh") == "not executable: ./run.sh")
    }

    @Test func `without cpu the first flavor is the default`() throws {
        let text = "templates: {t: {command: [x]}}\nflavors: {big: {gpus: 8}, small: {}}"
        let configuration = try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml")
        #expect(configuration.templates.first?.defaultFlavor == "big")
    }

    @Test func `a folder with only a train.py gets the template of the system before`() throws {
        let folder = try Folder(files: ["train.py": ""])
        let configuration = try ProjectConfiguration.load(folder: folder.path)
        let train = try #require(configuration.template("train"))
        #expect(configuration.templates.count == 1)
        #expect(train.parameters.map(\.name) == ["trials", "quick", "flavor"])
        #expect(train.parameters.map(\.flag) == ["--trials", "--quick", "--flavor"])
        #expect(try train.resolve(parameters: [:]).command == [
            "python3", "train.py", "--trials", "20", "--flavor", "cpu",
        ])
    }

    @Test func `anana.yaml wins over train.py`() throws {
        let folder = try Folder(files: ["train.py": "", "anana.yaml": "templates: {t: {command: [x]}}"])
        #expect(try ProjectConfiguration.load(folder: folder.path + "/").templates.map(\.id) == ["t"])
    }

    @Test func `a folder with neither is refused`() throws {
        let folder = try Folder(files: ["other.py": ""])
        #expect(throws: ProjectError.nothingToRun(folder: folder.path)) {
            try ProjectConfiguration.load(folder: folder.path)
        }
    }

    @Test func `a folder that is not there is refused`() {
        #expect(throws: ProjectError.notAFolder(path: "/nowhere/at/all")) {
            try ProjectConfiguration.load(folder: "/nowhere/at/all")
        }
    }

    @Test func `an anana.yaml that is a folder is an error, not a fallback`() throws {
        let folder = try Folder(files: ["train.py": "", "anana.yaml/x": ""])
        #expect(throws: ProjectError.unreadable(path: folder.path + "/anana.yaml", code: EISDIR)) {
            try ProjectConfiguration.load(folder: folder.path)
        }
    }

    @Test func `a huge anana.yaml is not read`() throws {
        let folder = try Folder(files: ["anana.yaml": String(repeating: "#", count: 2 << 20)])
        #expect(throws: ProjectError.tooLarge(path: folder.path + "/anana.yaml", limit: 1 << 20)) {
            try ProjectConfiguration.load(folder: folder.path)
        }
    }

    @Test func `mistakes are told with the path of the file`() throws {
        let folder = try Folder(files: ["anana.yaml": "templates:\n  t: {comand: [x], command: [x]}\n"])
        do {
            _ = try ProjectConfiguration.load(folder: folder.path)
            Issue.record("was read")
        } catch {
            let message = "unknown key 'comand' (did you mean 'command'?) in template 't'"
            #expect(error.description == "\(folder.path)/anana.yaml:2:7: error: \(message)")
        }
    }

    @Test func `the sample project has no mistake`() throws {
        let sample = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/AnanaCommand/Sample").standardizedFileURL
        let configuration = try ProjectConfiguration.load(folder: sample.path(percentEncoded: false))
        let train = try #require(configuration.template("train"))
        #expect(train.parameters.map(\.name).prefix(3) == ["trials", "quick", "flavor"])
        #expect(try train.resolve(parameters: ["trials": 5, "quick": true]).command == [
            "python3", "train.py", "--trials", "5", "--quick", "--flavor", "cpu",
        ])
    }

    private static let example = """
        templates:
          train:
            title: Hyperparameter search
            command: [python3, train.py]                       # argument vector; never a shell
            parameters:
              trials: {type: integer, default: 20, minimum: 1, maximum: 500,
                       flag: --trials, help: Number of trials}
              quick:  {type: boolean, default: false, flag: --quick, help: One per cent of the data}
              flavor: {type: flavor, default: cpu, flag: --flavor}
          script:
            command: [/bin/bash]
            parameters:
              file: {type: string, required: true, position: 1}
              args: {type: array, items: string, position: 2}  # appended in order
            environment: [DATA_DIR, "MY_*"]                    # names that a request may set
            stop: {signal: TERM, grace: 1.5m, terminate_grace: 500ms}
        flavors:
          cpu: {}                                            # what one job takes; no GPU is visible to it
          gpu: {gpus: 1, limit: 4}                           # leases one GPU; at most 4 such jobs at once
        limits: {running: 3}                                 # jobs at once in all; `--limit N` wins
        """
}

/// A folder with files, gone with this value.
private final class Folder {
    let path: String

    init(files: [String: String]) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "anana-project-\(UUID())")
        path = url.path(percentEncoded: false)
        for (name, text) in files {
            let file = url.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    deinit {
        // What a test leaves in the temporary folder does no harm.
        try? FileManager.default.removeItem(atPath: path)
    }
}
