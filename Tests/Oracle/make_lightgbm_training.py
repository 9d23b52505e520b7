"""Trains a small model with qlib's LGBModel and writes what the Swift test must reproduce.

Pinned: CPython 3.11.7, pyqlib 0.9.7, lightgbm 4.7.0, numpy 2.4.6, pandas 3.1.1, on x86-64.
Run in an environment with these versions:

    python Tests/Oracle/make_lightgbm_training.py

The matrix comes from a linear congruential generator with exact arithmetic, so that the test makes
the same one without a file. Written to Tests/Oracle/lightgbm: model.txt, curve.csv, versions.json, and dart.txt of
`boosting: dart`.
"""
import csv
import json
import pathlib
import sys

import lightgbm
import numpy
import pandas
import qlib
from qlib.contrib.model import gbdt

FEATURES = ["WAVE", "SLOPE", "DEPTH", "GAPS", "FLAT", "NOISE"]
DAYS, VALID_DAYS, INSTRUMENTS = 40, 15, 50
PARAMETERS = dict(
    loss="mse", colsample_bytree=0.8879, learning_rate=0.2, subsample=0.8789, lambda_l1=0.5,
    lambda_l2=1.5, max_depth=4, num_leaves=9, num_threads=2, seed=2026, deterministic=True,
    force_row_wise=True)


class Generator:
    def __init__(self):
        self.state = 20260105

    def next(self):
        self.state = (1664525 * self.state + 1013904223) % 2**32
        return (self.state >> 8) / 2.0**24 - 0.5


def rows(count, generator):
    features = numpy.empty((count, len(FEATURES)), dtype=numpy.float32)
    labels = numpy.empty(count, dtype=numpy.float64)
    for row in range(count):
        a, b, c, d, e, noise = (generator.next() for _ in range(6))
        features[row] = [a, b, c, numpy.nan if d > 0.25 else d, 7.5, e]
        labels[row] = a * b + 0.25 * c + 0.0625 * d + noise
    return features, labels


class Segments:
    """The part of DatasetH that LGBModel.fit uses."""

    segments = {"train": None, "valid": None}

    def __init__(self):
        generator = Generator()
        self.frames = {}
        for name, days in (("train", DAYS), ("valid", VALID_DAYS)):
            features, labels = rows(days * INSTRUMENTS, generator)
            frame = pandas.DataFrame(features, columns=pandas.MultiIndex.from_product([["feature"], FEATURES]))
            frame[("label", "LABEL0")] = labels
            self.frames[name] = frame

    def prepare(self, name, col_set, data_key):
        return self.frames[name]


class Recorder:
    def __init__(self):
        self.rounds = {}

    def log_metrics(self, step, **metrics):
        self.rounds.setdefault(step, {}).update(metrics)


def main():
    folder = pathlib.Path(__file__).parent / "lightgbm"
    gbdt.R = Recorder()
    model = gbdt.LGBModel(**PARAMETERS)
    model.fit(Segments(), verbose_eval=0)
    model.model.save_model(folder / "model.txt")
    with open(folder / "curve.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["round", "l2.train", "l2.valid"])
        for step, metrics in sorted(gbdt.R.rounds.items()):
            writer.writerow([step + 1, repr(float(metrics["l2.train"])), repr(float(metrics["l2.valid"]))])
    versions = dict(
        python=sys.version.split()[0], pyqlib=qlib.__version__, lightgbm=lightgbm.__version__,
        numpy=numpy.__version__, pandas=pandas.__version__)
    (folder / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")
    # LightGBM switches early stopping off for dart: all 12 rounds stay whatever they improve.
    dart = gbdt.LGBModel(**PARAMETERS, boosting="dart", drop_rate=0.5, num_boost_round=12, early_stopping_rounds=1)
    dart.fit(Segments(), verbose_eval=0)
    dart.model.save_model(folder / "dart.txt")
    print(model.model.num_trees(), "trees of", len(gbdt.R.rounds), "rounds")


if __name__ == "__main__":
    main()
