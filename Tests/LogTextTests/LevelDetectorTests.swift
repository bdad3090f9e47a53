/// Which level a line has, in the forms of Python's loggers; tracebacks belong to the line that they follow.
import Testing

@testable import LogText

@Suite("LevelDetector") struct LevelDetectorTests {
    private func verdicts(_ text: String) -> [LevelDetector.Verdict] {
        var detector = LevelDetector()
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            Array(line.utf8).withUnsafeBytes { detector.judge($0) }
        }
    }

    /// One letter a line: D I W E C and - for unknown, lower case for continuations.
    private func letters(_ text: String) -> String {
        verdicts(text).map { verdict in
            let letter = verdict.level == .unknown ? "-" : String(verdict.level.name.first ?? "?")
            return verdict.continues ? letter : letter.uppercased()
        }.joined()
    }

    @Test(arguments: [
        ("DEBUG:root:x", LogLevel.debug), ("INFO:root:x", .info), ("WARNING:root:x", .warning),
        ("ERROR:a.b:x", .error), ("CRITICAL:root:x", .critical),
        ("2026-11-24 06:25:42,123 - trainer - INFO - epoch 1", .info),
        ("2026-11-24 06:25:42,123 INFO trainer: epoch 1", .info),
        ("2026-11-24 06:25:42,123 [WARNING] trainer: slow", .warning),
        ("2026-11-24 06:25:42.123 | ERROR    | mod:f:1 - bad", .error),
        ("2026-11-24T06:25:42Z DEBUG x", .debug),
        ("[2026-11-24 06:25:42,123][root][INFO] - hydra", .info),
        ("[06:25:42] WARNING  rich", .warning),
        ("trainer - ERROR - bad", .error), ("root:WARNING:x", .warning),
        ("[INFO] x", .info), ("[error] x", .error), ("[Warning] x", .warning), ("[ERROR 06:25:42] x", .error),
        ("INFO x", .info), ("INFO:     uvicorn", .info), ("WARN x", .warning), ("FATAL x", .critical),
        ("  ERROR: indented", .error),
        ("levelname=INFO msg=x", .info), ("time=1 level=error msg=x", .error),
        ("level=\"warn\" msg=x", .warning),
        ("{\"level\":\"info\",\"msg\":\"x\"}", .info),
        ("{\"msg\": \"ERROR\", \"levelname\": \"DEBUG\"}", .debug),
        ("{'severity': 'CRITICAL'}", .critical),
        ("[I 2026-11-24 06:25:42,123] Trial 0 finished", .info), ("[W 2026-11-24 06:25:42,123] x", .warning),
        ("I1124 06:25:42.123456 12 file.cc:1] x", .info), ("E1124 06:25:42.123456 12 file.cc:1] x", .error),
        ("\u{1B}[32mINFO\u{1B}[0m:     coloured", .info),
        ("06:25:42 \u{1B}[1;31mERROR\u{1B}[0m x", .error),
        ("/x/train.py:12: UserWarning: slow", .warning),
    ])
    func `a line with a level has it`(line: String, level: LogLevel) {
        #expect(verdicts(line) == [.init(level: level, continues: false)])
    }

    @Test(arguments: [
        "", "   ", "epoch 1 loss 0.3", "Error: 0.05", "error rate 0.5", "the INFO file was read",
        "INFORMATION x",
        "{\"loss\": 0.3}", "{\"msg\":\"ERROR in it\"}", "ERRORS 3", "no level=unknownword", "DEBUG=1",
        "info about it",
        "100%|###| 10/10 [00:01<00:00]", "val_error=0.3", "12 WARNINGS", "I am here at 06:25:42",
    ])
    func `a doubtful line has no level`(line: String) {
        #expect(verdicts(line) == [.init(level: .unknown, continues: false)])
    }

    @Test func `an uncaught traceback is one error`() {
        let text = """
            epoch 1
            Traceback (most recent call last):
              File "train.py", line 3, in <module>
                main()
                ~~~~^^
            ValueError: bad
            epoch 2
            """
        #expect(letters(text) == "-Eeeee-")
    }

    @Test func `the traceback of a logged exception continues its record`() {
        let text = """
            CRITICAL:root:failed
            Traceback (most recent call last):
              File "train.py", line 3, in <module>
            KeyError: 'x'
            INFO:root:on
            """
        #expect(letters(text) == "CcccI")
    }

    @Test func `a chain of exceptions is one block`() {
        let text = """
            ERROR:root:failed
            Traceback (most recent call last):
              File "a.py", line 1
            KeyError: 1

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "a.py", line 2
            ValueError: 2
            done
            """
        #expect(letters(text) == "Eeeeeeeeee-")
    }

    @Test func `a traceback of one rank is told by its prefix`() {
        let text = """
            [rank0]: Traceback (most recent call last):
            [rank0]:   File "a.py", line 1
            [rank0]: RuntimeError: NCCL
            [rank1]: fine
            """
        #expect(letters(text) == "Eee-")
    }

    @Test func `another process's record ends a traceback`() {
        #expect(
            letters("Traceback (most recent call last):\n  File \"a.py\", line 1\nINFO:root:x\nplain")
                == "EeI-")
    }

    @Test func `an exception group is one block`() {
        let text = """
              + Exception Group Traceback (most recent call last):
              |   File "a.py", line 1
              | ExceptionGroup: two (2 sub-exceptions)
              +-+---------------- 1 ----------------
                | ValueError: 1
                +------------------------------------
            next
            """
        #expect(letters(text) == "Eeeeee-")
    }

    @Test func `a syntax error has no header but is an error`() {
        #expect(
            letters("  File \"a.py\", line 1\n    x y\n      ^\nSyntaxError: invalid syntax\nx") == "Eeee-")
    }

    @Test func `the source of a Python warning continues it`() {
        #expect(letters("a.py:1: FutureWarning: old\n  warnings.warn(\nx") == "Ww-")
    }

    @Test func `a fault handler's dump is critical`() {
        let text = """
            Fatal Python error: Segmentation fault

            Current thread 0x00007f (most recent call first):
              File "a.py", line 1 in f
            x
            """
        #expect(letters(text) == "Cccc-")
    }
}
