/// anana.yaml changes under a running server; `anana config` says what is wrong with one.
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("anana.yaml, changed and checked") struct ConfigurationTests {
    private func templates(_ server: ServerUnderTest) throws -> (ids: [String], notice: String?) {
        let json = try server.get("/api/v1/templates").json
        return ((json["items"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }, json["notice"]?.stringValue)
    }

    @Test func `a change is in force without a restart, a broken one is said and changes nothing`() throws {
        try ProjectUnderTest.with(["train.py": "print('x')\n"]) { project in
            let server = try project.serve()
            let before = try templates(server).ids
            // Replaced, as most editors do it.
            let path = project.path + "/anana.yaml"
            try AtomicFile.replace(path, with: Array("templates: {other: {command: [python3, train.py]}}".utf8))
            try eventually("the other template") { try templates(server).ids == ["other"] }
            #expect(try server.post("/api/v1/jobs", ["template": "other"]).status == 201)
            #expect(try server.post("/api/v1/jobs", ["template": .string(before[0])]).status == 422)

            // Written into, as some do.
            try project.folder.write("templates: {other: {comand: [x]}}", to: "anana.yaml")
            let notice = try eventually("the notice") { try templates(server).notice }
            #expect(notice.contains("comand") && notice.contains("anana.yaml:1:"))
            #expect(try templates(server).ids == ["other"])
            try eventually("it is said") { server.program.output().contains("comand") }

            // A hook, what trials are promoted to: all of it is taken at once.
            let changed = """
                templates: {other: {command: [python3, train.py]}}
                hooks: {job_end: {command: [python3, hook.py]}}
                """
            try project.folder.write("open('heard', 'w').close()", to: "hook.py")
            try project.folder.write(changed, to: "anana.yaml")
            try eventually("no notice") { try templates(server).notice == nil }
            #expect(try server.post("/api/v1/jobs", ["template": "other"]).status == 201)
            try project.awaitFile("heard")

            try project.folder.write("templates: {third: {command: [x]}}", to: "anana.yaml")
            try eventually("the third") { try templates(server).ids == ["third"] }
            #expect(try templates(server).notice == nil)
        }
    }
}
