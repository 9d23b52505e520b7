#!/usr/bin/env python3
"""Times a factor set in qlib and in aistock, in the same run, and compares every cell.

    python Tests/Benchmarks/factors_against_qlib.py --market PROVIDER [--universe csi300] [--set Alpha158] [--runs 5]

Run it with a Python that has the packages of Tests/Oracle/requirements.txt. Both read the same provider folder.
qlib's time is that of `D.features` with its own handler's expressions in its own processes, imports not counted;
aistock's is the whole process with `--output none`, from start to the checksum, and the median of the runs is what
counts. The cells are then compared through aistock's CSV, not timed.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time


def qlib_frame(market, universe, name, kernels):
    import qlib
    from qlib.contrib.data.loader import Alpha158DL, Alpha360DL
    from qlib.data import D
    qlib.init(provider_uri=market, region="cn", kernels=kernels, logging_level=40)
    loader = {"Alpha158": Alpha158DL, "Alpha360": Alpha360DL}[name]
    arguments = ({"kbar": {}, "price": {"windows": [0], "feature": ["OPEN", "HIGH", "LOW", "VWAP"]}, "rolling": {}},) \
        if name == "Alpha158" else ()
    expressions, names = loader.get_feature_config(*arguments)
    begin = time.perf_counter()
    frame = D.features(D.instruments(universe), expressions)
    seconds = time.perf_counter() - begin
    frame.columns = names
    return frame.sort_index(), seconds


def aistock_runs(arguments):
    command = [arguments.binary, "factors", "compute", "--json", "--quiet", "--market", arguments.market, "--set",
               arguments.set.lower(), "--universe", arguments.universe, "--output", "none"]
    seconds, answer = [], {}
    for _ in range(arguments.runs):
        begin = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        seconds.append(time.perf_counter() - begin)
        answer = json.loads(done.stdout)
    return seconds, answer, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def compare(arguments, frame):
    """Counts cells of both tables; walks through the CSV in pieces, which has the frame's order."""
    import numpy as np
    import pandas as pd
    counts = {"cells": 0, "identical": 0, "missing_mismatches": 0, "max_ulp": 0, "at": None, "rows_differ": 0}
    theirs, place = frame.to_numpy(np.float32), 0
    codes = frame.index.get_level_values("instrument").to_numpy()
    days = frame.index.get_level_values("datetime").to_numpy().astype("datetime64[D]")
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "factors.csv")
        subprocess.run(
            [arguments.binary, "factors", "compute", "--quiet", "--market", arguments.market, "--set",
             arguments.set.lower(), "--universe", arguments.universe, "--output", path],
            check=True, stdout=subprocess.DEVNULL)
        for piece in pd.read_csv(path, chunksize=20_000):
            if list(piece.columns[2:]) != list(frame.columns):
                raise SystemExit("the two sets have different columns")
            ours = piece.iloc[:, 2:].to_numpy(np.float32)
            end = place + len(piece)
            same_rows = end <= len(frame) and (piece["instrument"].to_numpy() == codes[place:end]).all() and (
                piece["datetime"].to_numpy().astype("datetime64[D]") == days[place:end]).all()
            if not same_rows:
                counts["rows_differ"] += len(piece)
                place = end
                continue
            other = theirs[place:end]
            missing = np.isnan(ours), np.isnan(other)
            both = ~missing[0] & ~missing[1]
            equal = (ours == other) | (missing[0] & missing[1])
            counts["cells"] += ours.size
            counts["identical"] += int(equal.sum())
            counts["missing_mismatches"] += int((missing[0] != missing[1]).sum())
            apart = np.abs(ours.view(np.int32).astype(np.int64) - other.view(np.int32).astype(np.int64))
            apart[~both | equal] = 0
            if apart.max(initial=0) > counts["max_ulp"]:
                row, column = np.unravel_index(apart.argmax(), apart.shape)
                counts["max_ulp"] = int(apart.max())
                counts["at"] = f"{frame.columns[column]} {codes[place + row]} {days[place + row]}"
            place = end
    counts["rows_differ"] += abs(len(frame) - place)
    counts["identical_share"] = counts["identical"] / max(counts["cells"], 1)
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--market", required=True)
    parser.add_argument("--universe", default="csi300")
    parser.add_argument("--set", default="Alpha158", choices=["Alpha158", "Alpha360"])
    parser.add_argument("--binary", default=".build/release/aistock")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--kernels", type=int, default=os.cpu_count(), help="processes that qlib may use")
    parser.add_argument("--no-compare", action="store_true", help="only time")
    arguments = parser.parse_args()
    ours, answer, peak = aistock_runs(arguments)
    frame, theirs = qlib_frame(arguments.market, arguments.universe, arguments.set, arguments.kernels)
    middle = statistics.median(ours)
    print(json.dumps({
        "cells": answer.get("cells"), "qlib_seconds": round(theirs, 2), "qlib_processes": arguments.kernels,
        "qlib_peak_kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "aistock_seconds_median": round(middle, 3), "aistock_seconds": [round(s, 3) for s in sorted(ours)],
        "aistock_compute_seconds": answer.get("seconds"), "aistock_peak_kilobytes": peak,
        "ratio": round(theirs / middle, 1),
        "comparison": None if arguments.no_compare else compare(arguments, frame),
    }, indent=2))


if __name__ == "__main__":
    main()
