/// Parameters in environment variables, paths, patterns, groups and order.
import Glibc
import JSON
import Project
import TestSupport
import Testing

@Suite("Parameters: variables, paths, patterns") struct ParameterPlaceTests {
    private func template(_ parameters: String, environment: String = "[]") throws -> Template {
        let text = "templates: {t: {command: [x], environment: \(environment), parameters: {\(parameters)}}}"
        let project = try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml")
        return try #require(project.template("t"))
    }

    private func flaws(_ template: Template, _ values: JSONObject, in folder: String? = nil) -> [String] {
        do throws(InvalidRequest) {
            _ = try template.resolve(parameters: values, in: folder)
            return []
        } catch {
            return error.violations.map { "\($0.pointer) \($0.detail)" }
        }
    }

    @Test func `a variable carries what is no word of the command`() throws {
        let template = try template(
            "a: {type: integer, variable: A}, b: {type: boolean, default: true, variable: B}, "
                + "c: {type: array, variable: C}, d: {type: string, flag: --d}")
        let made = try template.resolve(parameters: ["a": 5, "c": ["x", "y"], "d": "z"])
        #expect(made.command == ["x", "--d", "z"])
        #expect(made.environment == ["A": "5", "B": "1", "C": "x\ny"])
        #expect(flaws(template, ["c": ["x\ny"]]).count == 1)
    }

    @Test func `a variable that a parameter carries is no request's to set`() throws {
        let template = try template("a: {type: integer, variable: A}", environment: "[A]")
        #expect(throws: InvalidRequest.self) { try template.resolve(parameters: [:], environment: ["A": "1"]) }
    }

    @Test(arguments: ["", "A=B", "1A", "A B", "ANANA_X", "CUDA_VISIBLE_DEVICES", "LD_PRELOAD"])
    func `a name that breaks the rule is refused, whatever the template allows`(name: String) throws {
        let template = try template("", environment: "[\"*\", \"L*\"]")
        #expect(throws: InvalidRequest.self) { try template.resolve(parameters: [:], environment: [name: "1"]) }
    }

    @Test func `LD_PRELOAD can be set where it is declared by name`() throws {
        let template = try template("", environment: "[LD_PRELOAD]")
        let made = try template.resolve(parameters: [:], environment: ["LD_PRELOAD": "/x.so"])
        #expect(made.environment == ["LD_PRELOAD": "/x.so"])
    }

    @Test func `a path stays in the project, links followed`() throws {
        let folder = try TemporaryDirectory()
        let root = folder.path
        try folder.write("x", to: "data/in.csv")
        symlink("/etc", root + "/out")
        symlink("data", root + "/within")
        symlink("/nowhere/at/all", root + "/dangling")
        let template = try template("p: {type: path, flag: --p}")
        for good in ["data/in.csv", "within/in.csv", "new/file", "data", "./data", "."] {
            #expect(flaws(template, ["p": .string(good)], in: root) == [], "\(good)")
        }
        for bad in ["", "/etc/passwd", "../x", "data/../../x", "out/passwd", "out", "out/new", "dangling"] {
            #expect(flaws(template, ["p": .string(bad)], in: root).count == 1, "\(bad)")
        }
    }

    @Test func `a pattern is matched by the whole text`() throws {
        let template = try template("p: {type: string, flag: --p, pattern: '[a-z]+-[0-9]{2}'}")
        #expect(flaws(template, ["p": "run-07"]) == [])
        #expect(flaws(template, ["p": "my run-07"]) == ["/parameters/p must match [a-z]+-[0-9]{2}, is 'my run-07'"])
    }

    @Test func `order comes before the place in the file`() throws {
        let template = try template(
            "a: {type: string, flag: --a}, b: {type: string, flag: --b, order: -1, group: Data}, "
                + "c: {type: string, flag: --c}")
        #expect(template.parameters.map(\.name) == ["b", "a", "c"])
        #expect(template.parameters.first?.group == "Data")
    }

    @Test(arguments: [
        ("a: {type: string, flag: --a, pattern: '['}", "'pattern' is no regular expression"),
        ("a: {type: integer, flag: --a, pattern: 'x'}", "'pattern' belongs to type string or path or array"),
        ("a: {type: string, flag: --a, variable: A}", "a parameter with a 'variable' has no 'flag'"),
        ("a: {type: string, variable: ANANA_JOB_ID}", "'variable' must be a name such as DATA_DIR"),
        ("a: {type: string, variable: A}, b: {type: string, variable: A}", "has this variable already"),
    ])
    func `mistakes are told`(parameters: String, words: String) {
        do {
            _ = try template(parameters)
            Issue.record("no mistake was found")
        } catch {
            #expect("\(error)".contains(words), "\(error)")
        }
    }

    @Test func `the schema is JSON, and names every key of a parameter`() throws {
        let schema = try JSONValue(parsing: Array(ConfigurationSchema.text.utf8))
        let keys = schema["$defs"]?["parameter"]?["properties"]?.objectValue?.names ?? []
        for key in keys where !["type", "items", "choices", "minimum", "maximum", "default"].contains(key) {
            let text = "templates: {t: {command: [x], parameters: {a: {type: string, flag: --a, \(key): ~}}}}"
            do {
                _ = try ProjectConfiguration.parse(Array(text.utf8), file: "f")
            } catch {
                #expect(!"\(error)".contains("unknown key"), "\(key)")
            }
        }
        #expect(keys.count == 15)
    }
}
