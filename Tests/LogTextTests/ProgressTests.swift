/// Bars as tqdm, rich, pip and Keras draw them, to numbers; and the rows that a terminal would show of them.
import Testing

@testable import LogText

@Suite("Progress") struct ProgressTests {
    private func read(_ text: String) -> Progress? {
        Progress.of([Array(text.utf8)])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let fraction: Double?
        var eta: Int64?
        var done: Int64?
        var total: Int64?
        var rate: Double?

        init(
            _ text: String, _ fraction: Double?, eta: Int64? = nil, done: Int64? = nil,
            total: Int64? = nil,
            rate: Double? = nil
        ) {
            self.text = text
            self.fraction = fraction
            self.eta = eta
            self.done = done
            self.total = total
            self.rate = rate
        }

        var testDescription: String { text }
    }

    static let bars = [
        Case(
            "Epoch 3:  62%|######---| 620/1000 [02:10<01:19,  4.77it/s, loss=0.239]", 0.62, eta: 79,
            done: 620,
            total: 1000, rate: 4.77),
        Case(
            "100%|██████████| 10/10 [00:01<00:00,  9.99it/s]", 1, eta: 0, done: 10, total: 10, rate: 9.99),
        Case("  0%|          | 0/10 [00:00<?, ?it/s]", 0, done: 0, total: 10),
        Case(
            " 10%|█         | 1/10 [00:02<00:18,  2.00s/it]", 0.1, eta: 18, done: 1, total: 10, rate: 0.5),
        Case("620it [02:10,  4.77it/s]", nil, done: 620, rate: 4.77),
        Case(
            "Map:  50%|█████     | 1.20k/2.40k [1:02:10<1:02:10, 3.00k examples/s]", 0.5, eta: 3730,
            done: 1200,
            total: 2400),
        Case(
            "model.safetensors:  62%|██████▏   | 620M/1.00G [00:10<00:06, 62.0MB/s]", 0.62, eta: 6,
            done: 620_000_000, total: 1_000_000_000, rate: 62_000_000),
        // pip
        Case(
            "     ━━━━━━━━━━━━━━━╸━━━━━━━━ 1.2/3.0 MB 5.5 MB/s eta 0:00:01", 0.4, eta: 1, done: 1_200_000,
            total: 3_000_000, rate: 5_500_000),
        Case(
            "   \u{1B}[38;5;197m━━━━━━━━\u{1B}[0m\u{1B}[90m━━━━\u{1B}[0m \u{1B}[32m1.5/3.0 GB\u{1B}[0m "
                + "\u{1B}[31m1.5 GB/s\u{1B}[0m eta \u{1B}[36m0:00:01\u{1B}[0m", 0.5, eta: 1,
            done: 1_500_000_000,
            total: 3_000_000_000, rate: 1_500_000_000),
        // rich
        Case("Working... ━━━━━━━━━━━━━━╸━━━━━━━━━  62% 0:01:19", 0.62, eta: 79),
        Case(
            "Training ━━━━━━━━━━━━━━╸━━━━━━━━━ 620/1000 0:02:10 0:01:19", 0.62, eta: 79, done: 620,
            total: 1000),
        Case("Working... ━━━━━━━━━━━━━━━━━━━━━━━━   0% -:--:--", 0),
        // Keras 2 and 3
        Case(
            "620/1000 [=================>............] - ETA: 1:19 - loss: 0.2390", 0.62, eta: 79,
            done: 620,
            total: 1000),
        Case(
            " 62/100 [=================>............] - ETA: 12s - loss: 0.2390", 0.62, eta: 12, done: 62,
            total: 100),
        Case(
            "\u{1B}[1m620/1000\u{1B}[0m \u{1B}[32m━━━━━━━━━━━━\u{1B}[0m\u{1B}[37m━━━━━━━━\u{1B}[0m \u{1B}[1m1:19"
                + "\u{1B}[0m 250ms/step - accuracy: 0.91", 0.62, eta: 79, done: 620, total: 1000, rate: 4),
        // others
        Case("[==========>          ] 50%", 0.5), Case("Downloading 62%", 0.62), Case("62.5%", 0.625),
        Case("Epoch 3/10", 0.3, done: 3, total: 10), Case("step 30/100", 0.3, done: 30, total: 100),
        Case("40 / 100 [####      ] ETA 30s", 0.4, eta: 30, done: 40, total: 100),
        Case("3/4 files, 2.0 files/s", 0.75, eta: 0, done: 3, total: 4, rate: 2)
    ]

    @Test(arguments: bars)
    func `a bar is read`(bar: Case) throws {
        let found = try #require(read(bar.text))
        #expect(found.fraction == bar.fraction)
        #expect(found.eta == bar.eta && found.done == bar.done && found.total == bar.total)
        if let rate = bar.rate { #expect(found.rate == rate) }
    }

    @Test(arguments: [
        "", "Password: ", "> ", "...", "Continue? [y/N] ", "2026/11/24 06:25:42 start", "see a/b/c",
        "accuracy 62% of 3 runs", "http://x/1/2", "loss=0.3", "1/2", "5/3 [####]", "0/0 [    ]", "%",
        "1e999%",
        "[02:10", "[02:10<", "eta", "eta nan", "/", "3/", "━━━━━━━━"
    ])
    func `what is no bar has no progress`(text: String) {
        #expect(read(text) == nil)
    }

    @Test func `the outermost of several bars is told`() {
        let rows = [
            "outer:  10%|#   | 1/10 [00:01<00:09, 1.0it/s]",
            "inner:  90%|### | 9/10 [00:01<00:01, 9.0it/s]"
        ]
        #expect(Progress.of(rows.map { Array($0.utf8) })?.fraction == 0.1)
    }

    @Test(arguments: bars) func `a bar cut off anywhere is no trap`(bar: Case) {
        let bytes = Array(bar.text.utf8)
        for end in 0...bytes.count {
            let part = Progress.of([Array(bytes[..<end])])
            #expect((part?.fraction ?? 0) <= 1)
            _ = Progress.of([Array(bytes[end...])])
        }
    }
}

@Suite("OpenRows") struct OpenRowsTests {
    private func rows(_ text: String) -> [String] {
        Array(text.utf8).withUnsafeBytes { OpenRows.of($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        arguments: [
            ("", []), ("Password: ", ["Password: "]), ("\r 10%\r 20%", [" 20%"]), ("\r 10%\r", [" 10%"]),
            ("a\nb", ["b"]), ("a\nb\n", []), ("\u{8}\u{8}\r62/100", ["62/100"]),
            ("\u{1B}[32mgreen\u{1B}[0m", ["\u{1B}[32mgreen\u{1B}[0m"]), ("x\u{1B}[2K\ry", ["y"]),
            ("x\u{1B}[2K", []),
            // tqdm, two bars: the inner one is drawn one row down, then the cursor goes up again.
            ("\r inner 7%\u{1B}[A\r outer 20%", [" outer 20%", " inner 7%"]),
            ("\r outer 10%\n\r inner 5%\u{1B}[A\n\r inner 6%\u{1B}[A", [" outer 10%", " inner 6%"]),
            // rich: up to the first bar, then all of them anew.
            ("A 1\nB 1\r\u{1B}[2K\u{1B}[1A\u{1B}[2KA 2\nB 2", ["A 2", "B 2"]),
            (
                "A 1\nB 1\nC 1\r\u{1B}[2K\u{1B}[1A\u{1B}[2K\u{1B}[1A\u{1B}[2KA 2\nB 2\nC 2",
                ["A 2", "B 2", "C 2"]
            ),
            // What stands below the bars for good closes them.
            ("A\nB\u{1B}[1A\rA 2\n\ndone\n", []), ("\u{1B}]0;title\u{7}x", ["x"]), ("\u{1B}[", []),
            ("\u{1B}", []), ("\u{1B}]8;;http://x\u{1B}\\link", ["link"]), ("\u{1B}]0;", []),
            ("\u{1B}[999A x", [" x"])
        ] as [(String, [String])])
    func `the rows are those of a terminal`(text: String, expected: [String]) {
        #expect(rows(text) == expected)
    }

    @Test func `a screen stays small, whatever is printed`() {
        let text = (0..<200).map { "\u{1B}[\($0 % 40)A\u{1B}[\($0 % 7)Brow \($0)\n" }.joined()
        #expect(rows(text).count <= 16)
    }
}
