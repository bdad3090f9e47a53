/// Names of the document to names of Swift.
import Testing
@testable import OpenAPIGenerator

@Suite struct NamesTests {
    @Test(arguments: [
        ("exit_code", "exitCode"), ("Last-Event-ID", "lastEventID"), ("job_id", "jobID"), ("id", "id"),
        ("ID", "id"), ("e", "e"),
        ("t0", "t0"), ("getURL", "getURL"), ("a b", "aB"), ("Location", "location"), ("default", "default"),
    ])
    func `a member`(name: String, swift: String) {
        #expect(Names.member(name) == swift)
    }

    @Test(arguments: ["", "1a", "-", "é"])
    func `what no Swift name can be made of`(name: String) {
        #expect(Names.member(name) == nil)
        #expect(Names.type(name) == nil)
    }

    @Test(arguments: [
        ("exit_code", "ExitCode"), ("type", "TypeValue"), ("self", "SelfValue"), ("HTTPThing", "HTTPThing"),
        ("job-id", "JobID"),
    ])
    func `a type`(name: String, swift: String) {
        #expect(Names.type(name) == swift)
    }

    @Test(arguments: [("a\"b\\c\n", #""a\"b\\c\n""#), ("\u{1}é", "\"\\u{1}é\"")])
    func `a literal`(text: String, code: String) {
        #expect(Names.literal(text) == code)
    }
}
