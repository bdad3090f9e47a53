/// Search finds exactly the lines that a slow look finds, in turns of bounded work.
@testable import AnanaServer
import HTTP
import JSON
import JobDirectory
import Jobs
import Linux
import LogText
import Testing

@Suite struct LogSearchTests {
    private let fixture: ProjectFixture
    private let job: Jobs.Job
    private var path: String { "/api/v1/jobs/\(job.id)/logs" }

    init() throws {
        fixture = try ProjectFixture()
        job = try fixture.put(.launch, .started)
    }

    private func hits(_ query: String) -> [Int64] {
        (fixture.get(path + "/search?" + query).json["hits"]?.arrayValue ?? []).compactMap {
            $0.integerValue
        }
    }

    static let searches: [(query: String, hits: [Int64])] = [
        ("q=needle", [2, 4]), ("q=NEEDLE", [2, 4]), ("q=needle&case=true", [2]),
        ("q=Needle&case=true", [4]),
        ("q=nothing", []), ("q=needle&level=E", [2]), ("level=E", [2, 5]), ("level=EW", [2, 4, 5]),
        ("stream=m", [1, 2, 3, 4, 5, 6]),
        ("stream=x", []), ("q=^.*needle$&mode=regex", [2, 4]), ("q=n.*e&mode=regex&case=true", [2]),
        ("q=\\d{2}&mode=regex", [3, 6]),
        ("q=needle&from=3", [4]), ("q=needle&from=-3", [4]), ("q=needle&limit=1", [2]),
        ("q=20%25", [6]), ("q=10%25", []),
        ("q=INFO%20loss", [3]), ("q=^INFO%20loss&mode=regex", [3]), ("q=E&from=99", [])
    ]

    @Test func `lines are found by text, pattern and level`() throws {
        try fixture.print(
            "plain\nERROR: a needle\n\u{1B}[32mINFO\u{1B}[0m loss 12\nWARNING: Needle\nERROR: 5\n 10%\r 20%\n",
            to: job)
        for (query, expected) in Self.searches { #expect(hits(query) == expected, "\(query)") }
    }

    @Test func `an answer says how far it looked, and where to go on`() throws {
        try fixture.print((1...10).map { "line \($0)\n" }.joined(), to: job)
        let all = fixture.get(path + "/search?q=line").json
        #expect(all["scanned_to"] == 11 && all["next"] == .null && all["more"] == false)
        let some = fixture.get(path + "/search?q=line&limit=3&from=2").json
        #expect(
            some["hits"] == [2, 3, 4] && some["scanned_to"] == 5 && some["next"] == 5
                && some["more"] == true)
        let exact = fixture.get(path + "/search?q=line&limit=10").json
        #expect(exact["next"] == .null && exact["hits"]?.arrayValue?.count == 10)
    }

    static let faults: [(query: String, name: String, reason: String)] = [
        ("q=(&mode=regex", "q", "never closed"), ("q=a{2,1}&mode=regex", "q", "repeat"),
        ("q=(a)\\1&mode=regex", "q", "back references"),
        ("q=(?=a)&mode=regex", "q", "look-around"), ("", "q", "look for"), ("q=", "q", "look for"),
        ("q=a%0Ab", "q", "line break"),
        ("q=a&mode=glob", "mode", ""), ("q=a&case=maybe", "case", ""), ("q=a&limit=0", "limit", ""),
        ("q=a&stream=q", "stream", "")
    ]

    @Test func `what can't be searched for is 400, and says why`() throws {
        for (query, name, reason) in Self.faults {
            let response = fixture.get(path + "/search?" + query)
            #expect(response.status == .badRequest && response.faults == [name], "\(query)")
            let detail = response.json["errors"]?.arrayValue?.first?["detail"]?.stringValue ?? ""
            #expect(reason.isEmpty || detail.contains(reason), "\(query): \(detail)")
        }
    }

    @Test func `a job without a log has no hits`() {
        let response = fixture.get(path + "/search?q=a")
        #expect(
            response.status == .ok && response.json["hits"] == [] && response.json["scanned_to"] == 1)
    }

    /// Enough for all of a log, however busy the machine is.
    private static let turn = Duration.seconds(120)

    @Test func `random logs are searched as a slow look does`() throws {
        var generator = SystemRandomNumberGenerator()
        let words = [
            "loss", "LOSS", "lo", "ss", "\u{1B}[1ml\u{1B}[0moss", "a\rb", "é", " ", "0.3", "\r",
            "ERROR: "
        ]
        let lines = (0..<9_000).map { _ in
            (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                words.randomElement(using: &generator) ?? ""
            }.joined()
        }
        try fixture.print(lines.map { $0 + "\n" }.joined(), to: job)
        let file = try LogReader.open(
            log: fixture.results.log(job.id), index: fixture.results.index(job.id))
        let texts = try file.window(1..<9_001, byteLimit: .max).map {
            $0.text.withUnsafeBytes { String(decoding: AnsiText.plain($0), as: UTF8.self) }
        }
        for (text, isPattern) in [
            ("loss", false), ("s0", false), ("b", false), ("lo+s|é$", true), ("^ ", true)
        ] {
            let query = try LineQuery(text, isPattern: isPattern, matchesCase: true)
            let expected = try texts.indices.filter { index in
                isPattern
                    ? texts[index].firstMatch(of: try Regex(text)) != nil : texts[index].contains(text)
            }.map { Int64($0 + 1) }
            let found = try LogSearch(query: query) { _ in true }.run(
                in: file, from: 1, limit: .max, for: Self.turn)
            #expect(found.hits == expected && found.next == nil, "\(text)")
            // The same in turns that end at once, a few hits each.
            #expect(
                try inTurns(LogSearch(query: query) { _ in true }, file, limit: 7) == expected, "\(text)")
            let errors = try LogSearch(query: query) { $0.level == .error }.run(
                in: file, from: 1, limit: .max, for: Self.turn)
            let marked = Set(
                try file.records(1..<9_001).enumerated().filter { $1.level == .error }.map {
                    Int64($0.offset + 1)
                })
            #expect(errors.hits == expected.filter(marked.contains), "\(text)")
        }
    }

    private func inTurns(_ search: LogSearch, _ file: borrowing LogReader, limit: Int) throws
        -> [Int64]
    {
        var hits: [Int64] = []
        var from: Int64? = 1
        while let start = from {
            let result = try search.run(in: file, from: start, limit: limit, for: .zero)
            #expect(result.next.map { $0 > start } ?? true)
            hits += result.hits
            from = result.next
        }
        return hits
    }

    @Test func `a text across the borders of pieces of a very long line is found`() throws {
        let long =
            String(repeating: "x", count: (1 << 20) - 3) + "needle"
            + String(repeating: "y", count: 100_000)
        try fixture.print("short\n\(long)\nlast needle\n", to: job)
        #expect(
            hits("q=needle") == [2, 3] && hits("q=needley&case=true") == [2] && hits("q=nothing") == [])
        #expect(hits("q=^x%2B&mode=regex") == [2])
    }
}
