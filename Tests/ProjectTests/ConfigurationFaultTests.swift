/// Every mistake in anana.yaml has its place and says what was expected.
import Project
import Testing

private let nameRule = "1 to 64 letters, digits, '_', '-' or '.', the first no '-' or '.'"

@Suite("Mistakes in anana.yaml") struct ConfigurationFaultTests {
    @Test(arguments: [
        ("", "1:1: expected 'templates' with at least one, such as train: {command: [python3, train.py]}"),
        (
            "limits: {}",
            "1:1: expected 'templates' with at least one, such as train: {command: [python3, train.py]}"
        ),
        (
            "templates:\n",
            "1:1: expected 'templates' with at least one, such as train: {command: [python3, train.py]}"
        ),
        ("- a", "1:1: anana.yaml must be a mapping, is a list"),
        ("templates: [a]", "1:12: 'templates' must be a mapping, is a list"),
        (
            "template: {}\ntemplates: {t: {command: [x]}}",
            "1:1: unknown key 'template' (did you mean 'templates'?) in anana.yaml"
        ),
        (
            "xyz: 1\ntemplates: {t: {command: [x]}}",
            "1:1: unknown key 'xyz' (allowed: templates, flavors, limits, retention, promote, hooks) in anana.yaml"
        ),
        ("templates: {t: {command: [x]}}\ntemplates: {}", "2:1: duplicate key 'templates', first in line 1"),
        ("templates:\n\tt: x", "2:1: a tab cannot indent: use spaces"),
        (
            "templates: {t: {command: [x]}}\nretention: {log_size: 1000kB}",
            "2:23: 'log_size' must be at least 1MiB, is '1000kB'"
        ),
        (
            "templates: {t: {command: [x]}}\nretention: {log_age: 30}",
            "2:22: 'log_age' must be a duration such as 30s (ms, s, m, h, d), is '30'"
        ),
        (
            "templates: {t: {command: [x]}}\nlimits: {running: 0}",
            "2:19: 'running' must be an integer from 1 to 10000, is 0"
        ),
        (
            "templates: {t: {command: [x]}}\nlimits: {running: two}",
            "2:19: 'running' must be an integer from 1 to 10000, is a string"
        ),
        (
            "templates: {t: {command: [x]}}\nflavors: {gpu: {gpus: -1}}",
            "2:23: 'gpus' must be an integer from 0 to 1024, is -1"
        ),
        (
            "templates: {t: {command: [x]}}\nflavors: {gpu: {gpu: 1}}",
            "2:17: unknown key 'gpu' (did you mean 'gpus'?) in flavor 'gpu'"
        ),
        (
            "templates: {a b: {command: [x]}}",
            "1:13: the name of a template must be " + nameRule
        ),
    ])
    func `of the whole`(text: String, diagnostic: String) {
        #expect(verdict(text).map(Self.short) == [diagnostic])
    }

    @Test(arguments: [
        ("{title: x}", "2:3: template 't' needs a 'command' such as [python3, train.py]"),
        (
            "{command: python3 train.py}",
            "2:16: 'command' must be a list such as [python3, train.py], is a string"
        ),
        ("{command: []}", "2:16: 'command' must begin with a program, such as [python3, train.py]"),
        ("{command: ['']}", "2:16: 'command' must begin with a program, such as [python3, train.py]"),
        ("{command: [x, [y]]}", "2:20: an item of 'command' must be a string, is a list"),
        ("{command: [x, ~]}", "2:20: an item of 'command' is empty"),
        ("{command: [\"x\\0\"]}", "2:17: a word cannot contain a NUL character"),
        ("{command: [x], title: 5}", "2:28: 'title' must be a string, is an integer: put it in quotes"),
        (
            "{command: [x], parameters: [a]}",
            "2:33: 'parameters' of template 't' must be a mapping, is a list"
        ),
        ("{command: [x], environment: [ANANA_X]}", "2:35: 'ANANA_X' is the server's own to set"),
        (
            "{command: [x], environment: [2X]}",
            "2:35: an environment variable must be a name such as DATA_DIR or MY_*, is '2X'"
        ),
        (
            "{command: [x], stop: {signal: KILL}}",
            "2:36: 'signal' must be one of INT, TERM, USR1, none, is 'KILL'"
        ),
        (
            "{command: [x], stop: {grace: 30}}",
            "2:35: 'grace' must be a duration such as 30s (ms, s, m, h, d), is '30'"
        ),
        (
            "{command: [x], stop: {grace: [1]}}",
            "2:35: 'grace' must be a duration such as 30s (ms, s, m, h, d), is a list"
        ),
        ("{command: [x], timeout: 0s}", "2:30: 'timeout' must be more than 0"),
        (
            "{command: [x], timeout: 2}",
            "2:30: 'timeout' must be a duration such as 30s (ms, s, m, h, d), is '2'"
        ),
        ("{command: [x], leftovers: kill}", "2:32: 'leftovers' must be wait or stop, is 'kill'"),
        ("{command: [x], leftovers: wait, linger: 5s}", "2:38: 'linger' belongs to leftovers: stop"),
        ("{command: [x], retries: 3}", "2:30: retries must be a mapping, is an integer"),
        ("{command: [x], retries: {count: 3}}", "2:21: 'retries' needs 'on' such as on: [lost, 75]"),
        ("{command: [x], retries: {on: [lost]}}", "2:21: 'retries' needs 'count' such as count: 3"),
        (
            "{command: [x], retries: {count: -1, on: [lost]}}",
            "2:38: 'count' must be an integer from 0 to 100, is -1"
        ),
        (
            "{command: [x], retries: {count: 1, on: lost}}",
            "2:45: 'on' must be a list such as [lost, 75], is a string"
        ),
        (
            "{command: [x], retries: {count: 1, on: []}}",
            "2:45: 'on' must name a cause or an exit code, such as [lost, 75]"
        ),
        (
            "{command: [x], retries: {count: 1, on: [los]}}",
            "2:46: unknown cause 'los' (did you mean 'lost'?)"
        ),
        (
            "{command: [x], retries: {count: 1, on: [0]}}",
            "2:46: unknown cause '0' (allowed: lost, exit_code, signal, out_of_memory, time_limit, launch_failure,"
                + " log_failure, reboot, supervisor_lost, 1 to 255)"
        ),
        ("{command: [x], retries: {count: 1, on: [75, 75]}}", "2:50: '75' is in 'on' twice"),
        (
            "{command: [x], streams: separate}",
            "2:21: unknown key 'streams' (allowed: title, help, command, parameters, environment, stop,"
                + " timeout, leftovers, linger, retries) in template 't'"
        ),
    ])
    func `of a template`(template: String, diagnostic: String) {
        #expect(verdict("templates:\n  t: \(template)\n").map(Self.short) == [diagnostic])
    }

    @Test(arguments: [
        (
            "{flag: --p}",
            "3:15: parameter 'p' needs a 'type': one of integer, number, string, boolean, enum, flavor, array, path"
        ),
        (
            "{type: int, flag: --p}",
            "3:25: unknown type 'int' (allowed: integer, number, string, boolean, enum, flavor, array, path)"
        ),
        ("{type: bolean, flag: --p}", "3:25: unknown type 'bolean' (did you mean 'boolean'?)"),
        ("{type: string}", "3:15: parameter 'p' needs a 'flag' such as --p, or a 'position'"),
        (
            "{type: string, flag: --p, position: 1}",
            "3:44: a parameter has a 'flag' or a 'position', not both"
        ),
        (
            "{type: string, flag: p}",
            "3:39: 'flag' must be an option such as --p, without blanks and '='; is 'p'"
        ),
        (
            "{type: string, flag: '--'}",
            "3:39: 'flag' must be an option such as --p, without blanks and '='; is '--'"
        ),
        (
            "{type: string, flag: --p=}",
            "3:39: 'flag' must be an option such as --p, without blanks and '='; is '--p='"
        ),
        ("{type: string, position: 0}", "3:43: 'position' must be an integer from 1 to 100, is 0"),
        ("{type: boolean, position: 1}", "3:34: a boolean needs a 'flag': it has no word for a position"),
        ("{type: integer, flag: --p, default: 0, minimum: 1}", "3:54: 'default' must be at least 1, is 0"),
        (
            "{type: integer, flag: --p, default: 900, maximum: 500}",
            "3:54: 'default' must be at most 500, is 900"
        ),
        ("{type: integer, flag: --p, default: ten}", "3:54: 'default' must be an integer, is a string"),
        ("{type: integer, flag: --p, default: 1.5}", "3:54: 'default' must be an integer, is 1.5"),
        ("{type: integer, flag: --p, minimum: 5, maximum: 1}", "3:54: 'minimum' is above 'maximum'"),
        (
            "{type: integer, flag: --p, minimum: 0.5}",
            "3:54: 'minimum' of an integer must be an integer, is 0.5"
        ),
        ("{type: number, flag: --p, maximum: high}", "3:53: 'maximum' must be a number, is a string"),
        (
            "{type: string, flag: --p, minimum: 1}",
            "3:44: 'minimum' belongs to type integer or number, not to string"
        ),
        ("{type: string, flag: --p, choices: [a]}", "3:44: 'choices' belongs to type enum, not to string"),
        ("{type: boolean, flag: --p, default: yes}", "3:54: 'default' must be true or false, is a string"),
        ("{type: string, flag: --p, default: 5}", "3:53: 'default' must be a string, is an integer"),
        (
            "{type: string, flag: --p, default: a, required: true}",
            "3:44: a required parameter cannot have a 'default'"
        ),
        ("{type: string, flag: --p, required: maybe}", "3:54: 'required' must be true or false, is a string"),
        ("{type: enum, flag: --p}", "3:15: enum 'p' needs 'choices', a list such as [small, large]"),
        (
            "{type: enum, flag: --p, choices: []}",
            "3:51: enum 'p' needs 'choices', a list such as [small, large]"
        ),
        ("{type: enum, flag: --p, choices: [a, a]}", "3:55: 'a' is in 'choices' twice"),
        ("{type: enum, flag: --p, choices: [a], default: b}", "3:65: 'default' must be one of a, is 'b'"),
        ("{type: flavor, flag: --p, default: gpu}", "3:53: 'default' must be one of cpu, is 'gpu'"),
        ("{type: array, items: integer, flag: --p}", "3:39: 'items' must be string, is 'integer'"),
        ("{type: array, flag: --p, default: [a, 1]}", "3:52: 'default' must be a string, is an integer"),
        (
            "{type: string, flag: --p}, p b: {type: string, flag: --q}",
            "3:45: the name of a parameter must be " + nameRule
        ),
        (
            "{type: string, flag: --p}, q: {type: string, flag: --p}",
            "3:69: parameter 'p' has this flag already"
        ),
        (
            "{type: string, required: true, position: 1}, q: {type: array, position: 1}",
            "3:90: parameter 'p' has this position already"
        ),
        (
            "{type: string, position: 1}, q: {type: array, position: 2}",
            "3:15: 'p' needs 'required: true' or a 'default': others stand behind its position"
        ),
        (
            "{type: flavor, flag: --p}, q: {type: flavor, flag: --q}",
            "3:55: a job has one flavor, and 'p' is it"
        ),
    ])
    func `of a parameter`(parameter: String, diagnostic: String) {
        let text = "templates:\n  t: {command: [x], parameters:\n           {  p: \(parameter)}}\n"
        #expect(verdict(text).map(Self.short) == [diagnostic])
    }

    @Test func `all are told at once, in the order of the file`() {
        let text = "templates:\n  t: {comand: [x]}\nlimits: {running: 0}\nflavors: {a: {limit: x}}\n"
        #expect(verdict(text) == [
            "anana.yaml:2:3: error: template 't' needs a 'command' such as [python3, train.py]",
            "anana.yaml:2:7: error: unknown key 'comand' (did you mean 'command'?) in template 't'",
            "anana.yaml:3:19: error: 'running' must be an integer from 1 to 10000, is 0",
            "anana.yaml:4:22: error: 'limit' must be an integer from 1 to 10000, is a string",
        ])
    }

    /// Line, column and message; what all have in common is left out.
    private static func short(_ diagnostic: String) -> String {
        diagnostic.replacing("anana.yaml:", with: "", maxReplacements: 1)
            .replacing(": error: ", with: ": ", maxReplacements: 1)
    }

    private func verdict(_ text: String) -> [String] {
        do throws(ProjectError) {
            _ = try ProjectConfiguration.parse(Array(text.utf8), file: "anana.yaml")
            return []
        } catch {
            return error.description.split(separator: "\n").map(String.init)
        }
    }
}
