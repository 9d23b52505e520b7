#!/usr/bin/env python3
"""Trains qlib's LGBModel behind the users' own loaders of generated factors and prints each model's SHA-256.

    aistock data export --market demo --output MARKET
    git show COMMIT:rdagent/scenarios/qlib/experiment/custom_loaders.py > LOADERS/custom_loaders.py
    python Tests/Oracle/make_combined_models.py MARKET LOADERS

The loaders are read from github licong01-cloud/RD-Agent, commit 3ca288b. Pinned: CPython 3.11.7, pyqlib 0.9.7,
pandas 3.1.1, numpy 2.4.6, pyarrow, lightgbm 4.7.0; one thread. The generated factors come from a linear
congruential generator, so `CombinedLoaderTests` makes the same file as CSV.
"""
import hashlib
import os
import sys
import tempfile

import numpy as np
import pandas as pd
import qlib
from qlib.utils import init_instance_by_config
from qlib.workflow import R

FEATURES = [["$close/Ref($close, 5)-1", "Std($close, 10)/$close", "$volume/Mean($volume, 20)"], ["ZZ", "AA", "MM"]]
LABEL = [["Ref($close, -2)/Ref($close, -1) - 1"], ["LABEL0"]]


def generated(market):
    """Every stock that was ever a member, on every day from 2021-03-01; each eleventh row is left out."""
    days = [d.strip() for d in open(os.path.join(market, "calendars", "day.txt"))]
    names = sorted({line.split("\t")[0] for line in open(os.path.join(market, "instruments", "csi300.txt"))})
    state, keys, single, double = 11, [], [], []
    for day in days:
        if day < "2021-03-01":
            continue
        for name in names:
            state = (1664525 * state + 1013904223) % 2**32
            if state % 11 == 0:
                continue
            value = (state >> 8) / 2.0**24
            keys.append((pd.Timestamp(day), name))
            single.append(np.nan if state % 13 == 0 else np.float32(value) - np.float32(0.5))
            double.append(value / 3.0)
    index = pd.MultiIndex.from_tuples(keys, names=["datetime", "instrument"])
    frame = pd.DataFrame({"Single_5D": np.array(single, dtype="float32"), "Double_5D": np.array(double)}, index=index)
    frame.columns = pd.MultiIndex.from_product([["feature"], frame.columns])
    return frame


def loaders(path):
    alpha = {"label": LABEL, "feature": FEATURES}
    module = "custom_loaders"
    yield "dynamic", {"class": "CombinedAlpha158DynamicFactorsLoader", "module_path": module, "kwargs": {
        "alpha158_config": alpha, "dynamic_path": path, "join": "left", "enforce_instrument_format": False}}
    yield "static", {"class": "CombinedAlpha158StaticLoader", "module_path": module, "kwargs": {
        "alpha158_config": alpha, "static_path": path, "join": "outer"}}
    yield "nested", {"class": "NestedDataLoader", "module_path": "qlib.data.dataset.loader", "kwargs": {"dataloader_l": [
        {"class": "qlib.contrib.data.loader.Alpha158DL", "kwargs": {"config": alpha}},
        {"class": "qlib.data.dataset.loader.StaticDataLoader", "kwargs": {"config": path}}]}}


def task(loader):
    return {
        "model": {"class": "LGBModel", "module_path": "qlib.contrib.model.gbdt", "kwargs": {
            "loss": "mse", "learning_rate": 0.05, "num_leaves": 15, "num_boost_round": 12, "num_threads": 1, "seed": 3,
            "deterministic": True, "force_row_wise": True}},
        "dataset": {"class": "DatasetH", "module_path": "qlib.data.dataset", "kwargs": {
            "handler": {"class": "DataHandlerLP", "module_path": "qlib.data.dataset.handler", "kwargs": {
                "start_time": "2021-02-01", "end_time": "2023-06-30", "instruments": "csi300", "data_loader": loader,
                "learn_processors": [{"class": "DropnaLabel"},
                                     {"class": "CSZScoreNorm", "kwargs": {"fields_group": "label"}}]}},
            "segments": {"train": ("2021-02-01", "2022-09-30"), "valid": ("2022-10-10", "2022-12-30"),
                         "test": ("2023-01-03", "2023-06-30")}}}}


def main(market, folder):
    sys.path.insert(0, folder)
    with tempfile.TemporaryDirectory() as scratch:
        qlib.init(provider_uri=market, region="cn", kernels=1, exp_manager={
            "class": "MLflowExpManager", "module_path": "qlib.workflow.expm",
            "kwargs": {"uri": f"sqlite:///{scratch}/runs.db", "default_exp_name": "combined"}})
        path = os.path.join(scratch, "combined_factors_df.parquet")
        generated(market).to_parquet(path)
        for name, loader in loaders(path):
            block = task(loader)
            dataset = init_instance_by_config(block["dataset"])
            model = init_instance_by_config(block["model"])
            model.fit(dataset)
            text = os.path.join(scratch, "model.txt")
            model.model.save_model(text)
            scores = model.predict(dataset, "test")
            frame = dataset.handler.fetch(col_set="feature")
            print(name, list(frame.columns), len(frame), len(scores), repr(float(scores.sum())))
            print(hashlib.sha256(open(text, "rb").read()).hexdigest())
        R.end_exp()


if __name__ == "__main__":
    main(*sys.argv[1:])
