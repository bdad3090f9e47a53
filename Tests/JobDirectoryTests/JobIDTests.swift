/// Names of jobs: sortable, safe in a path, and the month in which they were made.
import Testing

@testable import JobDirectory

@Suite("JobID") struct JobIDTests {
    @Test func `a name carries its moment and sorts by it`() {
        let early = JobID(at: 1_795_502_641_627)
        let late = JobID(at: 1_795_502_641_628)
        #expect(early.milliseconds == 1_795_502_641_627)
        #expect(early.text.utf8.count == 26)
        #expect(early < late)
        #expect(JobID(early.text) == early)
        #expect(JobID(at: 1_795_502_641_627) != early)
    }

    @Test(arguments: [
        (Int64(0), "1970-01"), (951_782_400_000, "2000-02"), (951_868_800_000, "2000-03"),
        (1_795_502_641_627, "2026-11"), (1_798_761_599_999, "2026-12"), (1_798_761_600_000, "2027-01"),
    ])
    func `the month is the one in UTC`(milliseconds: Int64, month: String) {
        #expect(JobID(at: milliseconds).month == month)
    }

    @Test(arguments: [
        "", "..", "01kb", "01KB0000000000000000000000", "01kb000000000000000000000/",
        "81kb0000000000000000000000",
        "01kb00000000000000000000000", "01kb000000000000000000000u", "01kb000000000000000000000\u{E9}",
    ])
    func `anything else is no name`(text: String) {
        #expect(JobID(text) == nil)
    }

    @Test func `the folders of a job follow from its name`() {
        let id = JobID(at: 1_795_502_641_627)
        let folder = ResultsFolder(ofProject: "/p")
        #expect(
            folder.job(id).attempt(2).launch
                == "/p/.anana-results/jobs/2026-11/\(id)/attempts/2/launch.json")
        #expect(folder.activeLink(id) == "/p/.anana-results/jobs/active/\(id)")
        #expect(folder.log(id) == "/p/.anana-results/logs/\(id).log")
    }

    @Test(arguments: [
        ("01kb3v6y7m9q2r4t6w8x0z1a3c", true), ("0", true), ("01kb", true), ("c", true), ("w8x0z1a3c", true),
        ("1kb3v6y7m9q2r4t6w8x0z1a3c", true), ("01kb3v6y7m9q2r4t6w8x0z1a3", true), ("1k", false), ("3", false),
        ("81kb3v6y7m9q2r4t6w8x0z1a3c", nil), ("", nil), ("o", nil), ("a c", nil), ("01kb3v6y7m9q2r4t6w8x0z1a3c0", nil),
    ] as [(String, Bool?)])
    func `a name begins and ends with its parts`(part: String, isHeld: Bool?) throws {
        let id = try #require(JobID("01kb3v6y7m9q2r4t6w8x0z1a3c"))
        #expect(JobID.Part(part).map { id.holds($0) } == isHeld)
    }
}
