#!/usr/bin/env python3
"""Times one backtest in qlib and in aistock, in the same run, and prints the ratio.

    python Tests/Benchmarks/backtest_against_qlib.py --market PROVIDER --conf CONF.yaml --pred PRED.csv.gz [--runs 5]

Run it with a Python that has the packages of Tests/Oracle/requirements.txt. Both read the same provider
folder, configuration and predictions. qlib's time is that of `backtest_daily` and the loading of its
quotes in this process, imports not counted; aistock's is the whole process, from start to the run folder
on disk, and the median of the runs is what counts.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time


def qlib_seconds(market, conf, pred):
    import pandas as pd
    import qlib
    import yaml
    from qlib.contrib.evaluate import backtest_daily
    from qlib.contrib.strategy import TopkDropoutStrategy
    qlib.init(provider_uri=market, region="cn", kernels=1, logging_level=40)
    with open(conf, encoding="utf-8") as file:
        analysis = yaml.safe_load(file)["port_analysis_config"]
    frame = pd.read_csv(pred).rename(columns={"date": "datetime"})
    frame["datetime"] = pd.to_datetime(frame["datetime"])
    scores = frame.set_index(["datetime", "instrument"])["score"]
    strategy = dict(analysis["strategy"]["kwargs"], signal=scores)
    backtest = analysis["backtest"]
    begin = time.perf_counter()
    report, _ = backtest_daily(
        start_time=str(backtest["start_time"]), end_time=str(backtest["end_time"]),
        strategy=TopkDropoutStrategy(**strategy), account=backtest["account"], benchmark=backtest["benchmark"],
        exchange_kwargs=backtest["exchange_kwargs"])
    return time.perf_counter() - begin, float(report["account"].iloc[-1])


def aistock_seconds(binary, market, conf, pred, runs):
    seconds, account = [], None
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(runs):
            begin = time.perf_counter()
            done = subprocess.run(
                [binary, "backtest", "--quiet", "--market", market, "--conf", conf, "--pred", pred, "--output",
                 os.path.join(scratch, "run")], stdout=subprocess.PIPE, check=True, text=True)
            seconds.append(time.perf_counter() - begin)
            account = float(done.stdout.split("account ", 1)[1].split("\n", 1)[0])
    return seconds, account, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--market", required=True)
    parser.add_argument("--conf", required=True)
    parser.add_argument("--pred", required=True)
    parser.add_argument("--binary", default=".build/release/aistock")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    ours, account, peak = aistock_seconds(
        arguments.binary, arguments.market, arguments.conf, arguments.pred, arguments.runs)
    theirs, other = qlib_seconds(arguments.market, arguments.conf, arguments.pred)
    middle = statistics.median(ours)
    print(json.dumps({
        "qlib_seconds": round(theirs, 2), "aistock_seconds_median": round(middle, 3),
        "aistock_seconds": [round(s, 3) for s in sorted(ours)], "aistock_peak_kilobytes": peak,
        "ratio": round(theirs / middle, 1), "final_account_relative_difference": abs(account - other) / abs(other),
    }, indent=2))


if __name__ == "__main__":
    main()
