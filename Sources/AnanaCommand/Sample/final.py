#!/usr/bin/env python3
"""Trains the final model with one setting: what a trial of train.py is promoted to.

The model and its test go to .anana-results/train/, which the next final training replaces, and to the job's own
artifacts, which stay.
"""
from __future__ import annotations

import argparse
import json
import logging
import os
from pathlib import Path

import train

log = logging.getLogger("final")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--learning-rate", type=float, required=True, metavar="X")
    parser.add_argument("--l2", type=float, default=0.0, metavar="X", help="weight decay (default: 0)")
    parser.add_argument("--batch-size", type=int, default=32, metavar="N", help="(default: 32)")
    parser.add_argument("--quick", action="store_true", help="an eighth of the epochs")
    return parser.parse_args()


def folders():
    results = Path(os.environ.get("ANANA_RESULTS_DIR") or ".anana-results")
    artifacts = os.environ.get("ANANA_ARTIFACTS_DIR")
    return [results / "train"] + ([Path(artifacts)] if artifacts else [])


def main():
    arguments = parse_arguments()
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)-8s %(message)s")
    setting = {
        "learning_rate": arguments.learning_rate,
        "l2": arguments.l2,
        "batch_size": arguments.batch_size,
    }
    flowers, species = train.load_flowers()
    test, flowers = flowers[:30], flowers[30:]
    epochs = train.QUICK_EPOCHS if arguments.quick else train.EPOCHS
    log.info("final training with %s", setting)
    places = folders()
    for folder in places:
        folder.mkdir(parents=True, exist_ok=True)
    metrics = train.train_final(flowers, test, setting, epochs, species, places[0])
    model = json.loads((places[0] / "model.json").read_text())
    for folder in places:
        train.save(folder / "model.json", model)
        train.save(folder / "final.json", {"params": setting, "metrics": metrics, "job": os.environ.get("ANANA_JOB_ID")})
    log.info("test_loss=%.4f test_accuracy=%.4f", metrics["loss"], metrics["accuracy"])
    log.info("model.json and final.json are in %s", places[0])


if __name__ == "__main__":
    main()
