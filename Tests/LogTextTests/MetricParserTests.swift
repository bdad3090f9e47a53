/// What a line reports, and what looks like a report and is none: lines as programs print them.
import Testing

@testable import LogText

@Suite("MetricParser") struct MetricParserTests {
    /// `name=value` of each metric, `step` first where there is one.
    private func row(_ line: String) -> String {
        guard let row = Array(line.utf8).withUnsafeBytes({ MetricParser.row(in: $0) }) else {
            return ""
        }
        let step = row.step.map { "@\($0) " } ?? ""
        return step + row.values.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }

    @Test(arguments: [
        // Hugging Face Trainer, old and new
        (
            "{'loss': 0.3, 'grad_norm': 1.25, 'learning_rate': 5e-05, 'epoch': 1.0}",
            "loss=0.3 grad_norm=1.25 learning_rate=5e-05 epoch=1.0"
        ),
        (
            "{'loss': '0.3041', 'learning_rate': '4.9e-05', 'epoch': '0.02'}",
            "loss=0.3041 learning_rate=4.9e-05 epoch=0.02"
        ),
        (
            "{'eval_loss': 0.25, 'eval_runtime': 1.2, 'eval_samples_per_second': 80.5, 'epoch': 1.0}",
            "eval_loss=0.25 eval_runtime=1.2 eval_samples_per_second=80.5 epoch=1.0"
        ),
        ("{'loss': nan, 'lr': 0.0}", "loss=nan lr=0.0"),
        ("{'loss': inf, 'x': -inf}", "loss=inf x=-inf"),
        ("{'loss': tensor(0.5, device='cuda:0'), 'acc': np.float64(0.9)}", "loss=0.5 acc=0.9"),
        ("step 100 {'loss': 0.5}", "@100 loss=0.5"),
        ("2026-11-24 06:25:42,123 INFO trainer {'loss': 0.5, 'step': 7}", "@7 loss=0.5"),
        (
            "{'train': {'loss': 0.5, 'acc': 0.1}, 'shape': (3, 4), 'name': \"it's\", 'ok': True}",
            "train/loss=0.5 train/acc=0.1"
        ),
        // JSON lines
        ("{\"step\": 10, \"loss\": 0.3, \"lr\": 3e-4}", "@10 loss=0.3 lr=0.0003"),
        ("{\"loss\":NaN,\"x\":Infinity,\"y\":-Infinity}", "loss=nan x=inf y=-inf"),
        (
            "{\"level\":\"info\",\"ts\":1764000000.1,\"msg\":\"eval\",\"acc\":0.5,\"tags\":[1,2]}",
            "acc=0.5"
        ),
        ("{\"step\": 3, \"val\": {\"loss\": 1.5}, \"pid\": 12, \"id\": \"7\"}", "@3 val/loss=1.5"),
        // key=value
        ("epoch 3 step 1200 loss=0.241 lr=3.0e-04", "@1200 epoch=3.0 loss=0.241 lr=0.0003"),
        ("step=1200,loss=0.241;acc=0.5", "@1200 loss=0.241 acc=0.5"), ("loss = 0.5", "loss=0.5"),
        ("train/loss=0.5 train/acc@5=0.75", "train/loss=0.5 train/acc@5=0.75"),
        ("(loss=0.5)", "loss=0.5"),
        (
            "Epoch 3:  62%|######---| 620/1000 [02:10<01:19,  4.77it/s, loss=0.239, v_num=4]",
            "epoch=3.0 loss=0.239 v_num=4.0"
        ),
        ("loss=0.3.", "loss=0.3"), ("loss=-1e-3", "loss=-0.001"), ("loss=+.5", "loss=0.5"),
        ("I1124 06:25:42.123456 12 train.py:1] step=5 loss=2.5", "@5 loss=2.5"),
        // key: value
        ("Epoch [3/10], Step [100/600], Loss: 0.2712", "@100 epoch=3.0 Loss=0.2712"),
        (
            "step: 1200/5000 loss: 0.2 - accuracy: 0.91 - val_loss: 0.3",
            "@1200 loss=0.2 accuracy=0.91 val_loss=0.3"
        ),
        (
            "1000/1000 ━━━━━━━━━━━━━━━━━━━━ 3s 3ms/step - accuracy: 0.9124 - loss: 0.2957",
            "accuracy=0.9124 loss=0.2957"
        ),
        ("Train Loss: 0.5, Val Loss: 0.6", "train/loss=0.5 val/loss=0.6"),
        ("INFO throughput: 1234.5 tokens/s", "throughput=1234.5"), ("Loss : 0.5", "Loss=0.5"),
        ("2026-11-24 06:25:42,123 - INFO - loss: 0.5", "loss=0.5"),
        ("[100]\ttrain-logloss:0.5\teval-logloss:0.625", "@100 train-logloss=0.5 eval-logloss=0.625"),
        // known names without a mark
        ("iter 100: loss 2.45, time 300ms, mfu 5.5%", "@100 loss=2.45 mfu=5.5"),
        ("step 0: train loss 4.25, val loss 4.5", "@0 train/loss=4.25 val/loss=4.5"),
        ("| epoch 001 | loss 3.2 | nll_loss 2.1 | ppl 4.3", "epoch=1.0 loss=3.2 nll_loss=2.1 ppl=4.3"),
        ("step 100: loss 0.25, accuracy 0.91", "@100 loss=0.25 accuracy=0.91"),
        (
            "[I 2026-11-24 06:25:42,123] Trial 3 finished with value: 0.93 and parameters: {'lr': 0.01}. "
                + "Best is trial 3 with value: 0.93.", "@3 value=0.93"
        ),
        // units
        (
            "time: 300ms speed: 5.5MB/s mem: 2KiB acc: 98.5%",
            "time=0.3 speed=5500000.0 mem=2048.0 acc=98.5"
        ),
        ("\u{1B}[32mINFO\u{1B}[0m loss=\u{1B}[1m0.5\u{1B}[0m", "loss=0.5")
    ])
    func `a report is taken`(line: String, expected: String) {
        #expect(row(line) == expected)
    }

    @Test(arguments: [
        "", "loss", "loss=", "loss: ?", "epoch 3", "Epoch 3/10", "step 100",
        "2026-11-24 06:25:42,123 INFO started",
        "listening on localhost:8080", "http://127.0.0.1:8080/?a=1&b=2", "host: 127.0.0.1:29500",
        "MASTER_PORT=29500x",
        "version: 1.2.3", "torch 2.5.1", "python: 3.12", "train.py:12: UserWarning", "cuda:0",
        "device=cuda:0",
        "port=8080", "seed=42", "pid: 1234", "rank=0 world_size=8", "time=12:30:01", "date: 2026-11-24",
        "size=1024x768", "commit: 3f9c2a", "x=1,2,3", "params: 1,234,567", "ckpt/step=100.pt saved",
        "python train.py --lr=0.1 --epochs 3", "Namespace(lr=0.1, epochs=3)", "timestamp=1764000000",
        "time: 1764000000.5", "train:  62%|######---| 620/1000",
        "100%|###| 10/10 [00:01<00:00, 9.99it/s]",
        "0 errors found", "took 3 tries", "the model has 3 layers",
        "  File \"train.py\", line 3, in <module>",
        "config: {'lr': 0.1}", "{'loss': 0.3", "{loss: }", "{'loss': <object at 0x7f>}", "{}",
        "{'a': 'b'}",
        "[2026-11-24 06:25:42] worker 3 ready", "hash=0x1f", "abc==3", "words of prose here: 5"
    ])
    func `what is no report is left`(line: String) {
        #expect(row(line) == "")
    }

    @Test func `a line of any bytes is read without a trap`() {
        var generator = SystemRandomNumberGenerator()
        let parts = [
            "loss", "=", ":", " ", "0.3", "{", "}", "'", "\"", "\\", ",", "[", "]", "(", "e", "-", "nan",
            "\u{1B}[",
            "step", "%", "/", "1e999", "é"
        ]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...14, using: &generator)
            let text = (0..<count).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
            for metric in Array(text.utf8).withUnsafeBytes({ MetricParser.row(in: $0) })?.values ?? [] {
                #expect(!metric.name.isEmpty && metric.name.utf8.count <= 64)
            }
        }
    }
}
