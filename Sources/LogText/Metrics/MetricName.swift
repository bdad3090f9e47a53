/// Which names of numbers are metrics, which are the step, and which are something else altogether.

enum MetricName {
    /// A longer name is a sentence.
    static let limit = 64

    private static let steps: Set<String> = [
        "step", "steps", "global_step", "_step", "train/global_step", "trainer/global_step", "iter",
        "iters",
        "iteration", "iterations", "it", "batch", "update", "num_updates", "trial"
    ]

    /// Numbers that programs print and nobody draws: places, names, addresses, versions.
    private static let others: Set<String> = [
        "pid", "tid", "ppid", "port", "line", "lineno", "col", "column", "row", "seed", "rank",
        "local_rank",
        "world_size", "num_workers", "version", "id", "level", "levelno", "node", "nodes", "device",
        "gpu",
        "gpus", "cuda", "cudnn", "python", "torch", "numpy", "jax", "tensorflow", "driver", "nccl",
        "thread",
        "threads", "process", "errno", "code", "exit_code", "exitcode", "status", "signal", "commit",
        "sha",
        "hash", "digest", "build", "year", "month", "day", "hour", "minute", "timestamp", "ts",
        "created",
        "msecs", "relativecreated", "asctime", "date", "uid", "gid", "fd"
    ]

    private static let known: Set<String> = [
        "loss", "acc", "accuracy", "lr", "ppl", "perplexity", "f1", "auc", "bleu", "mae", "mse", "rmse",
        "r2",
        "iou", "miou", "recall", "precision", "reward", "return", "score", "mfu", "grad_norm", "gnorm",
        "wps",
        "value", "l1", "l2", "logloss", "error", "bpb", "elbo", "kl"
    ]

    private static let splits: Set<String> = [
        "train", "training", "val", "valid", "validation", "test", "eval", "dev", "best", "avg", "mean"
    ]

    static func isStep(_ lower: String) -> Bool { steps.contains(lower) }

    static func isEpoch(_ lower: String) -> Bool { lower == "epoch" || lower == "epochs" }

    /// Whether a number of this name is one that a run reports. `value`: a moment since 1970 is no duration.
    static func isMetric(_ lower: String, _ value: Double) -> Bool {
        if others.contains(lower) || lower.hasSuffix("_id") || lower.hasSuffix("_port") { return false }
        let isTime = lower == "time" || lower == "t" || lower == "now" || lower.hasSuffix("timestamp")
        return !(isTime && value >= 1e8)
    }

    /// Told without `=` or `:`, as in `loss 0.25`.
    static func isKnown(_ lower: String) -> Bool {
        known.contains(lower) || lower.hasSuffix("loss") || lower.hasSuffix("_acc")
            || lower.hasSuffix("_accuracy")
    }

    /// `val` of `val loss: 0.3`.
    static func isSplit(_ lower: String) -> Bool { splits.contains(lower) }
}
