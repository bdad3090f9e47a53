#!/usr/bin/env python3
"""Searches good hyperparameters for a softmax regression on Fisher's iris flowers (1936).

Plain Python 3.8 or later, nothing to install. Every trial draws a setting at random and is judged by five-fold
cross-validation; the best setting then trains the final model, which is tested on flowers that no trial has seen.

Results go to $ANANA_ARTIFACTS_DIR, or to .anana-results/by-hand when there is none. Ctrl-C leaves a checkpoint.json
there, from which --resume goes on.
"""
from __future__ import annotations

import argparse
import csv
import json
import logging
import math
import os
import random
import sys
import time
from pathlib import Path

SEED = 1936
FOLDS = 5
EPOCHS = 480
QUICK_EPOCHS = EPOCHS // 8

log = logging.getLogger("train")


# Data: 150 flowers, four measurements in centimetres, three species.


def load_flowers():
    """Returns (measurements, species index) pairs in a fixed random order, and the names of the species."""
    with open(Path(__file__).with_name("iris.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    species = sorted({row["species"] for row in rows})
    flowers = [([float(v) for k, v in row.items() if k != "species"], species.index(row["species"])) for row in rows]
    random.Random(SEED).shuffle(flowers)
    return flowers, species


def scaling(flowers):
    """Mean and standard deviation of each measurement."""
    columns = list(zip(*(x for x, _ in flowers)))
    means = [sum(c) / len(c) for c in columns]
    deviations = [math.sqrt(sum((v - m) ** 2 for v in c) / len(c)) for c, m in zip(columns, means)]
    return means, deviations


def scaled(x, means, deviations):
    """The measurements in standard deviations from the mean, and a constant 1 for the bias."""
    return [(v - m) / d for v, m, d in zip(x, means, deviations)] + [1.0]


# Model: one row of weights a species; probabilities by softmax.


def probabilities(weights, x):
    scores = [sum(w * v for w, v in zip(row, x)) for row in weights]
    top = max(scores)
    powers = [math.exp(s - top) for s in scores]
    total = sum(powers)
    return [p / total for p in powers]


def evaluate(weights, flowers):
    """Mean cross-entropy, and the share of flowers that are recognised."""
    loss, right = 0.0, 0
    for x, y in flowers:
        p = probabilities(weights, x)
        loss -= math.log(max(p[y], 1e-12))
        right += p.index(max(p)) == y
    return loss / len(flowers), right / len(flowers)


def train_epoch(weights, flowers, setting):
    """One pass of gradient descent in small batches."""
    size = setting["batch_size"]
    for start in range(0, len(flowers), size):
        batch = flowers[start : start + size]
        gradient = [[setting["l2"] * w for w in row] for row in weights]
        for x, y in batch:
            for k, p in enumerate(probabilities(weights, x)):
                error = (p - (k == y)) / len(batch)
                row = gradient[k]
                for j, v in enumerate(x):
                    row[j] += error * v
        for row, change in zip(weights, gradient):
            for j, g in enumerate(change):
                row[j] -= setting["learning_rate"] * g


def fit(flowers, setting, epochs, classes, after_epoch):
    weights = [[0.0] * len(flowers[0][0]) for _ in range(classes)]
    for _ in range(epochs):
        train_epoch(weights, flowers, setting)
        after_epoch(weights)
    return weights


# Progress: one line that is drawn again and again, as tqdm does.


class Bar:
    WIDTH = 24

    def __init__(self, label, total):
        self.label, self.total, self.done = label, total, 0
        self.start = self.drawn = time.monotonic()

    def step(self, note):
        self.done += 1
        now = time.monotonic()
        if now - self.drawn < 0.1 and self.done < self.total:
            return
        self.drawn = now
        share, spent = self.done / self.total, max(now - self.start, 1e-9)
        filled = int(share * self.WIDTH)
        bar = "█" * filled + " " * (self.WIDTH - filled)
        left = spent / share - spent
        sys.stderr.write(
            f"\r{self.label}: {share:4.0%}|{bar}| {self.done}/{self.total} "
            f"[{clock(spent)}<{clock(left)}, {self.done / spent:.1f}epoch/s, {note}]"
        )
        sys.stderr.flush()

    def close(self):
        sys.stderr.write("\n")
        sys.stderr.flush()


def clock(seconds):
    return "{:02d}:{:02d}".format(*divmod(int(seconds), 60))


# Search.


def draw_setting(rng):
    return {
        "learning_rate": round(10 ** rng.uniform(-3.5, 1.5), 5),
        "l2": round(10 ** rng.uniform(-6, -0.5), 7),
        "batch_size": rng.choice([8, 16, 32, 64]),
    }


def run_trial(number, trials, flowers, setting, epochs, classes):
    """Cross-validates one setting. Each fold is scaled by what it trains on, so that nothing of its test leaks in."""
    bar = Bar(f"Trial {number}/{trials}", FOLDS * epochs)
    losses, accuracies = [], []
    try:
        for fold in range(FOLDS):
            raw = [f for i, f in enumerate(flowers) if i % FOLDS != fold]
            scale = scaling(raw)
            training = [(scaled(x, *scale), y) for x, y in raw]
            held_out = [(scaled(x, *scale), y) for x, y in flowers[fold::FOLDS]]
            weights = fit(training, setting, epochs, classes, lambda _: bar.step(f"fold={fold + 1}"))
            loss, accuracy = evaluate(weights, held_out)
            losses.append(loss)
            accuracies.append(accuracy)
    finally:
        bar.close()
    for fold, (loss, accuracy) in enumerate(zip(losses, accuracies), start=1):
        log.debug("trial %d fold %d: loss=%.4f accuracy=%.4f", number, fold, loss, accuracy)
    return {
        "trial": number,
        "setting": setting,
        "epochs": epochs,
        "loss": sum(losses) / FOLDS,
        "accuracy": sum(accuracies) / FOLDS,
        "seconds": round(time.monotonic() - bar.start, 3),
    }


def report(trial, best, classes):
    log.info("trial=%d loss=%.4f accuracy=%.4f", trial["trial"], trial["loss"], trial["accuracy"])
    rate = trial["setting"]["learning_rate"]
    advice = f"a learning rate of {rate:g} is too {'large' if rate > 1 else 'small'}"
    guessing = math.log(classes)
    if trial["loss"] > guessing:
        log.error("trial %d is worse than guessing: %s", trial["trial"], advice)
    elif trial["loss"] > guessing / 2:
        log.warning("trial %d has hardly learned: %s", trial["trial"], advice)
    if best is trial:
        log.info("trial %d is the best so far: %s", trial["trial"], json.dumps(trial["setting"]))


def search(trials, count, flowers, classes, epochs, folder):
    """Adds the trials that are missing to those that are finished. Resumed or not, they draw the same settings."""
    rng = random.Random(SEED)
    for number in range(1, count + 1):
        setting = draw_setting(rng)
        if number <= len(trials):
            continue
        log.debug("trial %d tries %s", number, json.dumps(setting))
        trials.append(run_trial(number, count, flowers, setting, epochs, classes))
        save(folder / f"trial_{number:03d}.json", trials[-1])
        report(trials[-1], best_of(trials), classes)


def best_of(trials):
    return min(trials, key=lambda trial: trial["loss"])


def train_final(flowers, test, setting, epochs, species, folder):
    """Trains the best setting on all flowers of the search, and tests it on those that no trial has seen."""
    scale = scaling(flowers)
    training = [(scaled(x, *scale), y) for x, y in flowers]
    bar = Bar("Final model", epochs)
    weights = fit(training, setting, epochs, len(species), lambda _: bar.step("all folds"))
    bar.close()
    loss, accuracy = evaluate(weights, [(scaled(x, *scale), y) for x, y in test])
    save(folder / "model.json", {"species": species, "scaling": scale, "weights": weights, "setting": setting})
    return {"loss": loss, "accuracy": accuracy}


# Files.


def save(path, value):
    """Whole or not at all: whoever reads while we write sees the old file."""
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(value, indent=2) + "\n")
    draft.replace(path)


def load_checkpoint(path):
    try:
        trials = json.loads(Path(path).read_text())["trials"]
    except (OSError, ValueError, KeyError) as error:
        log.error("%s is no checkpoint: %s", path, error)
        sys.exit(2)
    log.info("resumed after %d trials from %s", len(trials), path)
    return trials


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--trials", type=int, default=20, metavar="N", help="how many settings to try (default: 20)")
    parser.add_argument("--quick", action="store_true", help="an eighth of the epochs")
    parser.add_argument("--flavor", default="cpu", help="hardware that the job was given (default: cpu)")
    parser.add_argument("--resume", metavar="FILE", help="go on from a checkpoint.json")
    arguments = parser.parse_args()
    if arguments.trials < 1:
        parser.error("--trials must be at least 1")
    return arguments


def main():
    arguments = parse_arguments()
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)-8s %(message)s")
    folder = Path(os.environ.get("ANANA_ARTIFACTS_DIR") or ".anana-results/by-hand")
    folder.mkdir(parents=True, exist_ok=True)
    epochs = QUICK_EPOCHS if arguments.quick else EPOCHS
    start = time.monotonic()

    flowers, species = load_flowers()
    test, flowers = flowers[:30], flowers[30:]
    log.info("%d flowers to learn from, %d kept for the test", len(flowers), len(test))
    log.info("%d trials of %d folds and %d epochs on %s", arguments.trials, FOLDS, epochs, arguments.flavor)
    if arguments.flavor != "cpu":
        log.warning("flavor %s: plain Python computes on the CPU all the same", arguments.flavor)

    trials = load_checkpoint(arguments.resume) if arguments.resume else []
    try:
        search(trials, arguments.trials, flowers, len(species), epochs, folder)
        best = best_of(trials)
        final = train_final(flowers, test, best["setting"], epochs, species, folder)
    except KeyboardInterrupt:
        save(folder / "checkpoint.json", {"trials": trials})
        log.warning("interrupted: %d trials are kept in %s", len(trials), folder / "checkpoint.json")
        sys.exit(130)
    log.info("test_loss=%.4f test_accuracy=%.4f", final["loss"], final["accuracy"])
    save(folder / "results.json", {
        "best": best,
        "test": final,
        "trials": sorted(trials, key=lambda trial: trial["loss"]),
        "seconds": round(time.monotonic() - start, 3),
    })
    log.info("results.json, model.json and %d trials are in %s", len(trials), folder)


if __name__ == "__main__":
    main()
