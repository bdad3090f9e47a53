/// Lines as the frameworks of training runs print them, each with the level that its reader sees in it.
import Testing

@testable import LogText

@Suite("Levels of frameworks") struct LevelFormatTests {
    private func level(_ line: String) -> LogLevel {
        var detector = LevelDetector()
        return Array(line.utf8).withUnsafeBytes { detector.judge($0) }.level
    }

    static let lines: [(String, LogLevel)] = [
        // logging.basicConfig, dictConfig, Hydra, Accelerate
        ("WARNING:absl:Compiled the loaded model", .warning),
        ("11/24/2026 06:25:42 - INFO - __main__ - Distributed", .info),
        ("2026-11-24 06:25:42,123 - distributed.worker - ERROR - lost", .error),
        ("2026-11-24 06:25:42 [    INFO] train: x", .info),
        ("2026-11-24 06:25:42,123:WARNING:x", .warning),
        ("[2026-11-24 06:25:42,123][__main__][INFO] - x", .info),
        ("[2026-11-24 06:25:42 +0000] [123] [INFO] Booting", .info),
        ("2026-11-24 06:25:42.123  WARN 1 --- [main] o.a.s : x", .warning),
        // Hugging Face, DeepSpeed, vLLM, Ray, Lightning
        ("[INFO|trainer.py:1234] 2026-11-24 06:25:42,123 >> ***** Running training *****", .info),
        ("[WARNING|modeling_utils.py:99] 2026-11-24 06:25:42,123 >> x", .warning),
        ("[2026-11-24 06:25:42,123] [INFO] [logging.py:96:log_dist] [Rank 0] DeepSpeed info", .info),
        ("INFO 11-24 06:25:42 api_server.py:219] vLLM API server", .info),
        ("2026-11-24 06:25:42,123\tINFO worker.py:1642 -- Started", .info),
        ("(RayTrainWorker pid=12, ip=10.0.0.1) [WARNING] slow", .warning),
        ("(train pid=12) ERROR: bad", .error),
        ("(train pid=12) 2026-11-24 06:25:42,123 INFO x", .info),
        ("INFO:pytorch_lightning.utilities.rank_zero:GPU available: True", .info),
        // glog, absl, PyTorch's C++, TensorFlow, XLA, NCCL
        ("I1124 06:25:42.123456 140 train.py:1] x", .info),
        ("F1124 06:25:42.123456 140 check.cc:1] x", .critical),
        ("E0000 00:00:1764000000.123456     140 cuda_dnn.cc:8310] Unable to register", .error),
        ("[W1124 06:25:42.123456789 socket.cpp:764] [c10d] The client socket", .warning),
        ("[rank0]:[E1124 06:25:42.123456789 ProcessGroupNCCL.cpp:629] Watchdog", .error),
        ("[rank12]: W1124 06:25:42.123 140 torch/x.py:1] x", .warning),
        (
            "2026-11-24 06:25:42.123456: I tensorflow/core/platform/cpu_feature_guard.cc:182] This", .info
        ),
        ("2026-11-24 06:25:42.123456: W external/local_xla/xla/x.cc:1] x", .warning),
        ("2026-11-24 06:25:42.123456: F tensorflow/core/x.cc:1] Check failed", .critical),
        ("host:12:34 [0] NCCL INFO Bootstrap : Using eth0", .info),
        ("host:12:34 [0] NCCL WARN Cuda failure", .warning),
        // loguru, structlog, rich, colorlog, Optuna, wandb
        ("2026-11-24 06:25:42.123 | SUCCESS  | __main__:main:12 - done", .info),
        ("2026-11-24 06:25:42.123 | CRITICAL | __main__:main:12 - x", .critical),
        ("2026-11-24 06:25:42 [info     ] started                loss=0.3", .info),
        ("\u{1B}[2m2026-11-24 06:25:42\u{1B}[0m [\u{1B}[31m\u{1B}[1merror    \u{1B}[0m] x", .error),
        ("[11/24/26 06:25:42] INFO     epoch 1              train.py:12", .info),
        ("                    WARNING  slow                 train.py:12", .warning),
        ("\u{1B}[33mWARNING \u{1B}[0m root:x", .warning),
        ("[W 2026-11-24 06:25:42,123] Trial 3 failed", .warning),
        ("wandb: WARNING Saving files without folders", .warning),
        ("wandb: ERROR api_key not configured", .error),
        // JSON lines and logfmt
        ("{\"asctime\": \"x\", \"levelname\": \"ERROR\", \"message\": \"x\"}", .error),
        ("{\"severity\":\"WARNING\",\"message\":\"x\"}", .warning),
        ("{\"log.level\":\"error\",\"message\":\"x\"}", .error),
        ("{\"ts\":1,\"level\":\"debug\"}", .debug),
        ("time=\"2026-11-24T06:25:42Z\" level=info msg=\"x\"", .info),
        ("ts=1 lvl=warn msg=x", .warning), ("[2026-11-24T06:25:42Z ERROR my_crate] x", .error),
        ("2026-11-24T06:25:42.123Z  INFO my_crate: x", .info),
        ("INFO:     127.0.0.1:5 - \"GET / HTTP/1.1\" 200 OK", .info)
    ]

    @Test(arguments: lines.indices) func `a framework's line has its level`(index: Int) {
        let (line, expected) = Self.lines[index]
        #expect(level(line) == expected, "\(line)")
    }

    @Test(arguments: lines.indices) func `the quick look never overlooks it`(index: Int) {
        let line = Self.lines[index].0
        if line.utf8.contains(0x1B) { return }
        Array((line + "\n").utf8).withUnsafeBytes { piece in
            var scan = LevelScan(piece)
            let isPlain = scan.isPlain(0..<piece.count - 1)
            #expect(!isPlain, "\(line)")
        }
    }

    @Test(arguments: [
        "0 errors found", "no ERROR in sight", "ERROR_RATE=0.5", "errors: 0", "error=0",
        "5 warnings, 0 errors", "warning",
        "the word is ERROR", "tests/error/info.py", "loss (info) 3", "level 3", "level: high",
        "{\"msg\":\"level=error\"}", "{\"level\":30}", "{\"error\":null}", "W is the weight",
        "[W 20 things", "[rank0]: fine",
        "[rank0]:[W", "[rank]:[W1124 06:25:42.1 x", "I1124", "E = mc2 and more text here",
        "D1124 is a part number",
        "2026-11-24 06:25:42.123456: X tensorflow", "2026-11-24 06:25:42.123456 I am here",
        "NCCL version 2.19", "wandb: Run data",
        "my NCCL INFOS", "wandb: WARNINGS 3", "[information]", "CRITICALITY 3", "debug()",
        "trace of the matrix: 3", "Notice how",
        "success rate 0.9", "fatal=0", "severity", "levelname=", "level=\"", "{\"level\": ", "(ERROR",
        "[ERROR", "ERROR"
    ])
    func `what only looks like it has none`(line: String) {
        #expect(level(line) == .unknown)
    }

    @Test(arguments: lines.indices) func `a line cut anywhere is no trap, and never graver`(
        index: Int
    ) {
        let (line, expected) = Self.lines[index]
        let bytes = Array(line.utf8)
        for end in 0..<bytes.count {
            var detector = LevelDetector()
            let part = bytes[..<end].withUnsafeBytes { detector.judge($0) }.level
            #expect(part == .unknown || part == expected, "\(line.prefix(end))")
        }
    }
}
