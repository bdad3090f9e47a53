import Project
import Testing

@Suite("hooks of anana.yaml") struct EndHookTests {
    private func hook(_ text: String) throws(ProjectError) -> EndHook? {
        let yaml = "templates: {t: {command: [x]}}\nhooks: " + text
        return try ProjectConfiguration.parse(Array(yaml.utf8), file: "anana.yaml").endHook
    }

    @Test func `a command is all that it needs`() throws {
        #expect(try hook("{}") == nil)
        #expect(try hook("{job_end: {command: [python3, tell.py]}}") == EndHook(command: ["python3", "tell.py"]))
        let all = try hook("{job_end: {command: [tell], timeout: 90s, on: [failed, lost]}}")
        #expect(all == EndHook(command: ["tell"], timeout: 90_000, states: [.failed, .lost]))
    }

    @Test(
        arguments: [
            ("{end: {command: [x]}}", "2:9: error: unknown key 'end' (allowed: job_end) in 'hooks'"),
            ("{job_end: {}}", "2:9: error: 'job_end' needs a 'command' such as [python3, train.py]"),
            ("{job_end: {command: sh x}}", "2:28: error: 'command' must be a list such as [python3, train.py], is a string"),
            ("{job_end: {command: [x], timeout: 2h}}", "2:42: error: 'timeout' of a hook must be from 1ms to 1h"),
            ("{job_end: {command: [x], on: [faild]}}", "2:38: error: unknown end 'faild' (did you mean 'failed'?)"),
            ("{job_end: {command: [x], on: []}}", "2:37: error: 'on' must name an end: completed, failed, stopped, lost")
        ])
    func `what is wrong is said with its place`(text: String, message: String) {
        let error = #expect(throws: ProjectError.self) { _ = try hook(text) }
        #expect(error?.description == "anana.yaml:" + message)
    }
}
