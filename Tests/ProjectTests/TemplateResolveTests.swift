/// Requests for a job: what is run for them, and every violation at once.
import JSON
import Project
import Testing

@Suite("Template.resolve") struct TemplateResolveTests {
    @Test func `defaults are part of the job and of its command line`() throws {
        let job = try train.resolve(parameters: [:])
        #expect(job.parameters == [
            "trials": 20, "rate": 0.1, "quick": false, "size": "small", "flavor": "cpu",
        ])
        #expect(job.command == [
            "python3", "train.py", "--trials", "20", "--rate", "0.1", "--size", "small", "--flavor", "cpu",
        ])
        #expect(job.flavor == "cpu")
        #expect(job.environment == [:])
    }

    @Test func `the timeout of a request wins, unless it is longer than the template's`() throws {
        let text = "templates: {t: {command: [x], timeout: 2h, leftovers: wait}, u: {command: [x], linger: 1s}}"
        let project = try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml")
        let (limited, free) = (try #require(project.template("t")), try #require(project.template("u")))
        #expect(limited.leftovers.manner == .wait && free.leftovers.manner == .stop && free.leftovers.linger == 1000)
        #expect(limited.retries == .none)
        #expect(try limited.resolve(parameters: [:]).timeout == 7_200_000)
        #expect(try limited.resolve(parameters: [:], timeout: "90s").timeout == 90_000)
        #expect(try free.resolve(parameters: [:]).timeout == nil)
        #expect(try free.resolve(parameters: [:], timeout: "7d").timeout == 604_800_000)
        for (timeout, detail) in [
            ("3h", "must be at most the template's 2h, is '3h'"), ("0s", "must be more than 0, is '0s'"),
            ("soon", "must be a duration such as 30s (ms, s, m, h, d), is 'soon'"),
        ] {
            do throws(InvalidRequest) {
                _ = try limited.resolve(parameters: [:], timeout: timeout)
                Issue.record("\(timeout) was taken")
            } catch {
                #expect(error.violations == [Violation(pointer: "/timeout", detail: detail)])
            }
        }
    }

    @Test func `retries name causes and exit codes`() throws {
        let text = "templates: {t: {command: [x], retries: {count: 3, backoff: 2s, on: [lost, 75, signal]}}}"
        let rule = try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml").templates[0].retries
        #expect(rule == RetryRule(count: 3, backoff: 2000, causes: [.lost, .signal], exitCodes: [75]))
    }

    @Test func `values stand in the template's order, whatever the request's`() throws {
        let job = try train.resolve(parameters: ["flavor": "gpu", "quick": true, "trials": 5])
        #expect(job.parameters.names == ["trials", "rate", "quick", "size", "flavor"])
        #expect(job.command == [
            "python3", "train.py", "--trials", "5", "--rate", "0.1", "--quick",
            "--size", "small", "--flavor", "gpu",
        ])
        #expect(job.flavor == "gpu")
    }

    @Test func `an integer may be written with an empty fraction`() throws {
        #expect(try train.resolve(parameters: ["trials": .number(5)]).parameters["trials"] == .integer(5))
    }

    @Test(arguments: [
        (["trials": 900], "/parameters/trials", "must be at most 500, is 900"),
        (["trials": 0], "/parameters/trials", "must be at least 1, is 0"),
        (["trials": 5.5], "/parameters/trials", "must be an integer, is 5.5"),
        (["trials": "5"], "/parameters/trials", "must be an integer, is a string"),
        (["trials": nil], "/parameters/trials", "must be an integer, is null"),
        (["trials": true], "/parameters/trials", "must be an integer, is a boolean"),
        (["rate": -0.5], "/parameters/rate", "must be at least -0.25, is -0.5"),
        (["rate": [1]], "/parameters/rate", "must be a number, is a list"),
        (["quick": 1], "/parameters/quick", "must be true or false, is an integer"),
        (["size": "huge"], "/parameters/size", "must be one of small, large, is 'huge'"),
        (["size": 3], "/parameters/size", "must be one of small, large, is an integer"),
        (["flavor": "tpu"], "/parameters/flavor", "must be one of cpu, gpu, is 'tpu'"),
        (["note": "a\0b"], "/parameters/note", "must not contain a NUL character"),
        (["tags": "a"], "/parameters/tags", "must be a list of strings, is a string"),
        (["tags": ["a", 1]], "/parameters/tags/1", "must be a string, is an integer"),
        (["tags": ["a\0"]], "/parameters/tags/0", "must not contain a NUL character"),
        (
            ["a/b~": 1], "/parameters/a~1b~0",
            "is no parameter of template 'train', which has: trials, rate, quick, size, flavor, note, tags"
        ),
    ] as [(JSONObject, String, String)])
    func `a wrong value is told with its pointer`(given: JSONObject, pointer: String, detail: String) {
        #expect(violations(train, given) == [Violation(pointer: pointer, detail: detail)])
    }

    @Test func `a word too long for the kernel is refused here`() {
        let found = violations(train, ["note": .string(String(repeating: "x", count: 200_000))])
        #expect(found.map(\.detail) == ["must be at most 130816 bytes, is 200000"])
    }

    @Test func `all violations come at once`() {
        let found = violations(train, ["trials": 0, "quick": "yes", "x": 1], ["PATH": "/"])
        #expect(found.map(\.pointer) == [
            "/parameters/x", "/parameters/trials", "/parameters/quick", "/environment/PATH",
        ])
    }

    @Test func `what is required must be given`() {
        #expect(violations(script, [:]) == [Violation(pointer: "/parameters/file", detail: "is required")])
    }

    @Test func `positional arguments come last, by position, a list item by item`() throws {
        let given: JSONObject = ["args": ["a b", "", "--x"], "file": "run.sh", "login": true]
        let job = try script.resolve(parameters: given)
        #expect(job.command == ["/bin/bash", "--login", "run.sh", "a b", "", "--x"])
    }

    @Test func `a positional text is never taken for an option`() {
        #expect(violations(script, ["file": "-c"]) == [
            Violation(
                pointer: "/parameters/file",
                detail: "must not begin with '-'; a file of such a name is './-c'"),
        ])
    }

    @Test func `a value that begins with a minus is joined to its flag`() throws {
        let job = try train.resolve(parameters: ["rate": -0.25, "note": "--quick", "tags": ["a", "-b"]])
        #expect(job.command == [
            "python3", "train.py", "--trials", "20", "--rate=-0.25", "--size", "small", "--flavor", "cpu",
            "--note=--quick", "--tag", "a", "--tag=-b",
        ])
    }

    @Test func `variables that the template allows are set`() throws {
        let environment = ["DATA_DIR": "/data", "MY_": "", "MY_KEY": "ä"]
        let job = try script.resolve(parameters: ["file": "x"], environment: environment)
        #expect(job.environment == environment)
    }

    @Test(arguments: [
        ("PATH", "is not allowed by template 'script', which allows: DATA_DIR, MY_*, *_X_*"),
        ("data_dir", "is not allowed by template 'script', which allows: DATA_DIR, MY_*, *_X_*"),
        ("DATA_DIRS", "is not allowed by template 'script', which allows: DATA_DIR, MY_*, *_X_*"),
        ("ANANA_X_Y", "must not begin with ANANA_: these are the server's own"),
        ("MY_A=B", "must have a name of letters, digits and '_', no digit first"),
        ("1MY", "must have a name of letters, digits and '_', no digit first"),
        ("", "must have a name of letters, digits and '_', no digit first"),
    ])
    func `other variables are refused`(name: String, detail: String) {
        #expect(violations(script, ["file": "x"], [name: "v"]) == [
            Violation(pointer: "/environment/\(name)", detail: detail),
        ])
    }

    @Test(arguments: [("A_X_B", true), ("_X_", true), ("A_X", false), ("_X_X_", true), ("A_XB", false)])
    func `a star may stand anywhere`(name: String, isAllowed: Bool) {
        #expect(violations(script, ["file": "x"], [name: "v"]).isEmpty == isAllowed)
    }

    @Test func `a variable with a NUL is refused`() {
        let found = violations(script, ["file": "x"], ["MY_A": "a\0b"])
        #expect(found.map(\.detail) == ["must not contain a NUL character"])
    }

    @Test func `a choice that looks like a number is a text`() throws {
        let parameter = "{type: enum, choices: [1, 2.50], default: 2.50, flag: -n}"
        let text = "templates: {t: {command: [x], parameters: {n: \(parameter)}}}"
        let template = try #require(try ProjectConfiguration.parse(Array(text.utf8), file: "f").template("t"))
        #expect(try template.resolve(parameters: [:]).command == ["x", "-n", "2.50"])
    }

    private func violations(
        _ template: Template, _ given: JSONObject, _ environment: [String: String] = [:]
    ) -> [Violation] {
        do throws(InvalidRequest) {
            _ = try template.resolve(parameters: given, environment: environment)
            return []
        } catch {
            return error.violations
        }
    }

    private let train: Template
    private let script: Template

    init() throws {
        let configuration = try ProjectConfiguration.parse(Array(Self.text.utf8), file: "anana.yaml")
        train = try #require(configuration.template("train"))
        script = try #require(configuration.template("script"))
    }

    private static let text = """
        templates:
          train:
            command: [python3, train.py]
            parameters:
              trials: {type: integer, default: 20, minimum: 1, maximum: 500, flag: --trials}
              rate: {type: number, default: 0.1, minimum: -0.25, maximum: 1, flag: --rate}
              quick: {type: boolean, flag: --quick}
              size: {type: enum, choices: [small, large], default: small, flag: --size}
              flavor: {type: flavor, default: cpu, flag: --flavor}
              note: {type: string, flag: --note}
              tags: {type: array, items: string, flag: --tag}
          script:
            command: [/bin/bash]
            parameters:
              args: {type: array, position: 2}
              file: {type: string, required: true, position: 1}
              login: {type: boolean, flag: --login}
            environment: [DATA_DIR, MY_*, "*_X_*"]
        flavors: {cpu: {}, gpu: {gpus: 1}}
        """
}
