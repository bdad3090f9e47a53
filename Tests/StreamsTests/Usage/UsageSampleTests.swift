/// A row of usage.csv as a frame.
@testable import Streams
import Testing

@Suite struct UsageSampleTests {
    @Test(arguments: [
        ("1764000000000,312.4,12025908428,,7,1048576,0,,,", "res"),
        ("1764000000000,99.9,1000,900,3,5,6,1024,97,812@GPU-1:1024", "res-gpu"),
    ])
    func `a row becomes a frame; what was not measured is not in it`(row: String, golden: String) throws {
        let frame = try #require(UsageSample(row: row)).frame(of: GrowingLog.job)
        #expect(
            String(decoding: frame.json, as: UTF8.self)
                == String(decoding: try Golden.bytes("frames/" + golden), as: UTF8.self))
    }

    @Test(arguments: [
        "",
        "t,cpu_percent,rss_sum,pss,processes,read_bytes,write_bytes,gpu_memory_mib,gpu_utilization,gpu_processes",
        "1764000000000,312.4,120", "now,1.0,2,,3,4,5,,,",
    ])
    func `a header, or a row that is torn, is none`(row: String) {
        #expect(UsageSample(row: row) == nil)
    }
}
