/// Durations and sizes: what is taken, and what is not guessed at.
import Project
import Testing

@Suite("Quantity") struct QuantityTests {
    @Test(arguments: [
        ("0s", 0), ("500ms", 500), ("30s", 30_000), ("15m", 900_000), ("1.5h", 5_400_000),
        ("7d", 604_800_000), ("0.1s", 100),
    ])
    func `a duration has a unit`(text: String, milliseconds: Int64) {
        #expect(Quantity.milliseconds(text) == milliseconds)
    }

    @Test(arguments: [
        ("0", 0), ("10", 10), ("10B", 10), ("1kB", 1000), ("1MB", 1_000_000), ("1MiB", 1_048_576),
        ("1.5GiB", 1_610_612_736), ("2TB", 2_000_000_000_000),
    ])
    func `a size in decimal or binary units`(text: String, bytes: Int64) {
        #expect(Quantity.bytes(text) == bytes)
    }

    @Test(arguments: [
        "", "30", "s", "30 s", "-1s", "+1s", ".5s", "5.s", "1.2.3s", "1e3s", "30S", "1h30m", "٣s",
        "9999999999999d",
    ])
    func `what is no duration is none`(text: String) {
        #expect(Quantity.milliseconds(text) == nil)
    }

    @Test(arguments: ["", "MB", "1 MB", "1Mb", "1mb", "-1", "1EB", "0x10", "99999999999TB"])
    func `what is no size is none`(text: String) {
        #expect(Quantity.bytes(text) == nil)
    }

    @Test(arguments: [(7_200_000, "2h"), (90_000, "90s"), (1_500, "1500ms"), (0, "0ms"), (86_400_000, "1d")])
    func `a duration is written in the largest unit that fits`(milliseconds: Int64, text: String) {
        #expect(Quantity.text(milliseconds: milliseconds) == text)
        #expect(Quantity.milliseconds(text) == milliseconds)
    }
}
