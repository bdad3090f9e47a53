/// Every filter on every carrier: the same lines, however they come (streams-and-web.md section 3.7).
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Filters on all carriers") struct FilterTests {
    enum Carrier: String, CaseIterable {
        case topicEvents, topicSocket, poll, logEvents, logLines, logObjects, logText, logSocket, raw,
            download

        /// Whether lines come as they are printed; a download ends where the log ends.
        var isMultiplexed: Bool { [.topicEvents, .topicSocket, .poll].contains(self) }
    }

    /// A filter, and what passes of forty lines whose levels go round: 1 is I, 2 W, 3 E, 4 D.
    static let filters: [(query: String, lines: [Int])] = [
        ("level=WE", (1...40).filter { [2, 3].contains($0 % 4) }), ("level=C", []),
        ("level=-D", stride(from: 4, to: 41, by: 4).map { $0 }),
        ("stream=m", Array(1...40)), ("stream=oe", []),
        ("level=E&stream=m", stride(from: 3, to: 41, by: 4).map { $0 }),
        ("tail=5", Array(36...40)), ("tail=8&level=E", [35, 39]), ("from=38", [38, 39, 40]),
        ("from=30&level=W", [30, 34, 38]), ("from=-3", [38, 39, 40]),
    ]

    @Test(arguments: Carrier.allCases)
    func `the lines that pass, and no others`(carrier: Carrier) throws {
        try ProjectUnderTest.with { project in
            let server = try project.serve()
            let id = try server.submit("count.py", ["40"])
            _ = try server.awaitEnd(id)
            let all = Scripts.counted(40)
            for (query, numbers) in Self.filters where Self.applies(query, to: carrier) {
                let expected = numbers.map { all[$0 - 1] }
                #expect(try read(carrier, server, id, query) == expected, "\(carrier) \(query)")
            }
        }
    }

    /// A place on a stream of several topics is its cursor; from the end it is `tail`. A download begins at a
    /// line, and is one by its filter.
    private static func applies(_ query: String, to carrier: Carrier) -> Bool {
        if carrier.isMultiplexed { return !query.contains("from=-") }
        return carrier != .download || !query.contains("tail") && query.contains { $0 == "l" || $0 == "s" }
    }

    private func read(
        _ carrier: Carrier, _ server: ServerUnderTest, _ id: String, _ query: String
    ) throws -> [String] {
        let job = "/api/v1/jobs/\(id)/logs"
        var topics = "topics=log:\(id)&" + query.replacing("from=", with: "cursor=l")
        if !query.contains("tail") && !query.contains("from") { topics += "&cursor=l1" }
        switch carrier {
        case .topicEvents: return try frames(try EventReader(server, "/api/v1/stream?\(topics)"))
        case .logEvents: return try frames(try EventReader(server, "\(job)/stream?\(query)"))
        case .topicSocket: return try frames(try WebSocketClient(server, "/api/v1/stream/ws?\(topics)"))
        case .logSocket: return try frames(try WebSocketClient(server, "/ws/logs/\(id)?\(query)"))
        case .poll:
            let answer = try server.get("/api/v1/stream/poll?\(topics)&wait=0").json
            #expect(answer["frames"]?.arrayValue?.last?["e"] == "end")
            return lines(answer["frames"]?.arrayValue ?? [])
        case .logLines:
            let events = try EventReader(server, "\(job)/stream?format=lines&\(query)").rest()
            return try events.filter { $0.type == "line" }.map { try text(Array($0.data.utf8)) }
        case .logObjects:
            let answer = try server.get("\(job)/stream?\(query)", [.accept: "application/x-ndjson"])
            #expect(answer.fields[.contentType] == "application/x-ndjson")
            let objects = answer.text.split(separator: "\n").map(String.init)
            #expect(objects.last?.contains(#""state":"completed""#) == true)
            return try objects.dropLast().map { try text(Array($0.utf8)) }
        case .logText: return plain(try server.get("\(job)/stream?\(query)", [.accept: "text/plain"]))
        case .raw: return plain(try server.get("\(job)/raw?follow=true&\(query)"))
        case .download: return plain(try server.get("\(job)/raw?\(query)"))
        }
    }

    private func frames(_ reader: EventReader) throws -> [String] {
        var frames: [JSONValue] = []
        while let event = try reader.next(), event.type != "end" {
            frames.append(try JSONValue(parsing: Array(event.data.utf8)))
        }
        return lines(frames)
    }

    private func frames(_ socket: WebSocketClient) throws -> [String] {
        var frames: [JSONValue] = []
        while let frame = try socket.frame(), frame["e"] != "end" { frames.append(frame) }
        return lines(frames)
    }

    private func lines(_ frames: [JSONValue]) -> [String] {
        frames.filter { $0["e"] == "log" }.flatMap { $0["x"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    }

    private func text(_ object: [UInt8]) throws -> String {
        try #require(try JSONValue(parsing: object)["x"]?.stringValue)
    }

    private func plain(_ answer: Answer) -> [String] {
        #expect(answer.status == 200 && answer.fields[.contentType] == "text/plain; charset=utf-8")
        return answer.text.split(separator: "\n").map(String.init)
    }
}
