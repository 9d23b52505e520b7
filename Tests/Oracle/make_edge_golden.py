#!/usr/bin/env python3
"""Makes the golden runs over the synthetic edge market (late listing, early end, gaps, one row, no data):
real pyqlib, its own TopkDropoutStrategy.

    PYTHONHASHSEED=0 python Tests/Oracle/make_edge_golden.py EDGE_MARKET Tests/Oracle/edge

Scores are whole numbers made by a rule, so that a test makes them anew: for the n-th trading day and the m-th
code in order, (37 n + 11 m) mod 101; codes keep their scores after their last price, as a delisted stock does.
OUT receives one folder a case: report, orders, indicators, and case.json with parameters, versions and hashes.
"""
import json
import os
import sys

import pandas as pd
import qlib
from qlib.backtest import backtest
from qlib.contrib.evaluate import indicator_analysis
from qlib.contrib.strategy import TopkDropoutStrategy
from qlib.data import D

from golden_files import ORDER_COLUMNS, recorded_orders, versions, write

CODES = ["EDGE01", "EDGE02", "EDGE03", "EDGE04", "EDGE05", "EDGE08", "EDGE10", "EDGE99"]
EXCHANGE = dict(limit_threshold=0.095, deal_price="close", open_cost=0.0005, close_cost=0.0015, min_cost=5)
CASES = {
    "delisted": dict(topk=3, n_drop=1, account=1_000_000),
    "tiny": dict(topk=3, n_drop=1, account=9_000),
}


def main(market, out):
    qlib.init(provider_uri=market, region="cn", kernels=1)
    calendar = list(D.calendar(freq="day"))
    rows = [(day, code, float((37 * n + 11 * m) % 101)) for n, day in enumerate(calendar) for m, code in enumerate(CODES)]
    signal = pd.DataFrame(rows, columns=["datetime", "instrument", "score"]).set_index(["datetime", "instrument"])["score"]
    start, end = str(calendar[20].date()), str(calendar[150].date())
    for name, case in CASES.items():
        with recorded_orders() as orders:
            metrics, indicators = backtest(
                start_time=start, end_time=end,
                strategy=TopkDropoutStrategy(signal=signal, topk=case["topk"], n_drop=case["n_drop"]),
                account=case["account"], benchmark="EDGE05",
                executor={"class": "SimulatorExecutor", "module_path": "qlib.backtest.executor",
                          "kwargs": dict(time_per_step="day", generate_portfolio_metrics=True)},
                exchange_kwargs=dict(EXCHANGE))
        report = metrics["1day"][0]
        frame = indicators["1day"][0]
        folder = os.path.join(out, name)
        os.makedirs(folder, exist_ok=True)
        columns = ["account", "total_turnover", "total_cost", "cash", "value"]
        hashes = {
            "report.csv.gz": write(
                os.path.join(folder, "report.csv.gz"), ["datetime"] + columns,
                [[str(d.date())] + [float(r[c]) for c in columns] for d, r in report.iterrows()]),
            "trades.csv.gz": write(
                os.path.join(folder, "trades.csv.gz"), ORDER_COLUMNS, orders),
        }
        summary = {method: {k: float(v) for k, v in indicator_analysis(frame, method=method)["value"].items()}
                   for method in ("mean", "amount_weighted", "value_weighted")}
        empty = int(((frame["count"] > 0) & frame["ffr"].isna()).sum())
        document = dict(
            strategy="TopkDropoutStrategy", parameters=case, start_time=start, end_time=end, benchmark="EDGE05",
            codes=CODES, exchange=EXCHANGE, orders=len(orders), indicators=summary, days_with_orders_of_nothing=empty,
            content_sha256=hashes,
            versions=versions())
        with open(os.path.join(folder, "case.json"), "w") as file:
            json.dump(document, file, indent=1, sort_keys=True)
            file.write("\n")
        print(name, len(orders), summary, empty, float(report.account.iloc[-1]))


if __name__ == "__main__":
    main(*sys.argv[1:3])
