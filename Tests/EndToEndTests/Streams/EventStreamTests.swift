/// A job's log as Server-Sent Events (streams-and-web.md section 3.7).
import HTTP
import JSON
import Linux
import TestSupport
import Testing

@Suite("A log as Server-Sent Events") struct EventStreamTests {
    private static let gatedLine = "import gate\nprint('ready')\ngate.wait('go')\nprint('done')\n"

    @Test(arguments: ["frames", "lines"])
    func `brings every line once, then the end`(format: String) throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["3000", "0", "4"])
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream?format=\(format)")
            #expect(stream.head.fields[.contentType] == "text/event-stream")
            #expect(stream.head.fields[.cacheControl] == "no-store")
            let events = try stream.rest()
            #expect(stream.retry == 1500)
            let tape = LogTape(events)
            #expect(tape.faults == [])
            #expect(tape.lines == Scripts.counted(3000))
            #expect(tape.levels == (1...3000).map { ["D", "I", "W", "E"][$0 % 4] }.joined())
            let end = try #require(tape.end)
            #expect(end["state"] == "failed" && end["cause"] == "exit_code" && end["exit_code"] == 4)
            #expect(end["bytes"]?.integerValue == Int64(try project.log(id).count))
            #expect(events.contains { $0.type == "hello" } == (format == "frames"))
            #expect(events.last?.type == "end")
        }
    }

    @Test func `begins with who speaks and where the log stands`() throws {
        try ProjectUnderTest.with(["train.py": Self.gatedLine]) { project in
            let server = try project.serve("--heartbeat", "7s")
            let id = try server.submit("train.py")
            _ = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream").first("log")
            try server.awaitState(id, "running")
            let event = try #require(try EventReader(server, "/api/v1/jobs/\(id)/logs/stream").next())
            let hello = try JSONValue(parsing: Array(event.data.utf8))
            #expect(event.type == "hello")
            #expect(
                hello["e"] == "hello" && hello["v"] == 1 && hello["hb"] == 7000 && hello["transport"] == "sse"
            )
            #expect(hello["boot"] == (try server.get("/healthz").json["boot"]))
            let log = hello["log"]?[id]
            #expect(log?["first"] == 1 && log?["next"] == 2 && log?["state"] == "running")
            #expect(log?["complete"] == false && log?["streams"] == "merged")
        }
    }

    /// Cut off after a random number of events, again and again, while the job prints: at least once before it
    /// prints the second half, for which it is let go then.
    @Test(arguments: ["frames", "lines"])
    func `goes on after the last event that the client has seen, wherever it was cut`(format: String) throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("halves.py", ["600"])
            var random = Randomness()
            var tape = LogTape()
            var connections = 0
            reading: while tape.end == nil {
                let stream = try EventReader(
                    server, "/api/v1/jobs/\(id)/logs/stream?format=\(format)",
                    lastEventID: tape.lastID.isEmpty ? nil : tape.lastID)
                connections += 1
                // It was cut between the last line and the end.
                if stream.head.status == .noContent { break reading }
                var remaining = random.next(1...60)
                while remaining > 0, let event = try stream.next() {
                    tape.take(event)
                    remaining = tape.lines.count == 300 ? 0 : remaining - 1
                }
                try project.open("go")
            }
            #expect(tape.faults == [], "seed \(random.seed)")
            #expect(tape.lines == Scripts.counted(600), "seed \(random.seed)")
            #expect(connections > 1)
        }
    }

    @Test func `Last-Event-ID wins over from and tail`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["20"])
            _ = try server.awaitEnd(id)
            let stream = "/api/v1/jobs/\(id)/logs/stream?format=lines"
            for query in ["&from=3", "&tail=1", ""] {
                let event = try EventReader(server, stream + query, lastEventID: "9").first("line")
                #expect(event.lastID == "10")
            }
            #expect(try EventReader(server, stream + "&from=3").first("line").lastID == "3")
            #expect(try EventReader(server, stream + "&from=-3").first("line").lastID == "18")
            #expect(try EventReader(server, stream + "&tail=2").first("line").lastID == "19")
        }
    }

    @Test func `a client that has all of a final log hears 204, so that it does not come again`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["20"])
            let tape = LogTape(try EventReader(server, "/api/v1/jobs/\(id)/logs/stream").rest())
            #expect(tape.lastID == "20")
            for format in ["frames", "lines"] {
                let target = "/api/v1/jobs/\(id)/logs/stream?format=\(format)"
                #expect(try server.get(target, [.lastEventID: "20"]).status == 204)
                #expect(try EventReader(server, target, lastEventID: "19").head.status == .ok)
            }
        }
    }

    @Test func `a place past the end or none at all is refused`() throws {
        try ProjectUnderTest.with(["train.py": Self.gatedLine]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            let target = "/api/v1/jobs/\(id)/logs/stream"
            _ = try EventReader(server, target).first("log")
            for id in ["7000", "x", "-1"] {
                let stream = try EventReader(server, target, lastEventID: id)
                let error = try JSONValue(parsing: Array(try stream.first("error").data.utf8))
                #expect(error["code"] == "bad_cursor", "\(id)")
                #expect(try stream.rest().isEmpty, "\(id)")
            }
            for query in ["from=one", "from=2&tail=1", "tail=-1", "format=html", "level=X"] {
                let answer = try server.get("\(target)?\(query)")
                #expect(answer.status == 400 && answer.isProblem, "\(query)")
            }
        }
    }

    @Test(arguments: ["frames", "lines"])
    func `gives signs of life while nothing is printed`(format: String) throws {
        try ProjectUnderTest.with(["train.py": Self.gatedLine]) { project in
            let server = try project.serve("--heartbeat", "100ms")
            let id = try server.submit("train.py")
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream?format=\(format)")
            var tape = LogTape()
            var pings: [ReceivedEvent] = []
            while pings.count < 3, let event = try stream.next() {
                tape.take(event)
                if event.type == "ping" && tape.next == 2 { pings.append(event) }
            }
            // A heartbeat moves no cursor: the id is that of the line before.
            #expect(pings.allSatisfy { $0.lastID == "1" })
            let ping = try JSONValue(parsing: Array(try #require(pings.first).data.utf8))
            #expect(ping["log"]?[id] == 2)
            try project.open("go")
            for event in try stream.rest() { tape.take(event) }
            #expect(tape.faults == [])
            #expect(tape.lines == ["ready", "done"])
        }
    }

    @Test func `lets only the wanted levels through, and still knows how far it looked`() throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["2500"])
            let target = "/api/v1/jobs/\(id)/logs/stream?level=WE"
            let wanted = (1...2500).filter { $0 % 4 >= 2 }
            let tape = LogTape(try EventReader(server, target).rest())
            #expect(tape.faults == [])
            #expect(tape.numbers == wanted.map { Int64($0) })
            #expect(tape.lines == wanted.map { Scripts.counted(2500)[$0 - 1] })
            #expect(tape.end?["to"] == 2501)
            let numbers = try EventReader(server, target + "&format=lines").rest().filter {
                $0.type == "line"
            }.map(\.lastID)
            #expect(numbers == wanted.map { "\($0)" })
            let window = try server.get("/api/v1/jobs/\(id)/logs?level=WE&from=1&limit=10").json
            #expect(window["n"] == [2, 3, 6, 7, 10])
            #expect(window["to"] == 11)
        }
    }

    @Test func `the lines of a traceback count with the line above them`() throws {
        let script = """
            import logging
            logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)s %(message)s")
            logging.info("step 1")
            try:
                1 / 0
            except ZeroDivisionError:
                logging.exception("step 2")
            logging.debug("step 3")
            """
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            let tape = LogTape(try EventReader(server, "/api/v1/jobs/\(id)/logs/stream").rest())
            #expect(tape.faults == [])
            #expect(tape.levels.hasPrefix("IEeee") && tape.levels.hasSuffix("eD"), "\(tape.levels)")
            let errors = LogTape(try EventReader(server, "/api/v1/jobs/\(id)/logs/stream?level=E").rest())
            #expect(errors.lines == Array(tape.lines.dropFirst().dropLast()))
        }
    }

    @Test func `a redraw is progress, and its last text a line`() throws {
        let script = """
            import gate, sys
            for percent in (10, 50, 90):
                sys.stdout.write(f"\\rtraining {percent}%")
                sys.stdout.flush()
            gate.wait("go")
            sys.stdout.write("\\rtraining 100%\\nName? ")
            sys.stdout.flush()
            gate.wait("answer")
            print("none")
            """
        try ProjectUnderTest.with(["train.py": script]) { project in
            let server = try project.serve()
            let id = try server.submit("train.py")
            let stream = try EventReader(server, "/api/v1/jobs/\(id)/logs/stream")
            var tape = LogTape()
            func awaitProgress(_ text: String, at line: Int64) throws {
                while let event = try stream.next() {
                    tape.take(event)
                    let frame = try JSONValue(parsing: Array(event.data.utf8))
                    if event.type == "progress" && frame["x"] == [.string(text)]
                        && frame["at"]?.integerValue == line
                    {
                        return
                    }
                }
                Issue.record("no progress '\(text)'")
            }
            try awaitProgress("training 90%", at: 1)
            try project.open("go")
            try awaitProgress("Name? ", at: 2)
            try project.open("answer")
            for event in try stream.rest() { tape.take(event) }
            #expect(tape.faults == [])
            #expect(tape.lines == ["training 100%", "Name? none"])
        }
    }

    @Test func `of a queued job waits, and goes on when the job runs`() throws {
        try ProjectUnderTest.with(["train.py": Self.gatedLine]) { project in
            let server = try project.serve("--limit", "1")
            let first = try server.submit("train.py")
            let second = try server.submit("count.py", ["10"])
            let stream = try EventReader(server, "/api/v1/jobs/\(second)/logs/stream")
            let hello = try JSONValue(parsing: Array(try stream.first("hello").data.utf8))
            #expect(hello["log"]?[second]?["state"] == "queued")
            try project.open("go")
            _ = try server.awaitEnd(first)
            let tape = LogTape(try stream.rest())
            #expect(tape.faults == [])
            #expect(tape.lines == Scripts.counted(10))
        }
    }
}
