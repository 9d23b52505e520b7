#!/usr/bin/env python3
"""Makes the golden runs of the strategies that qlib has beside TopkDropoutStrategy, over a market drawn here.

    git clone https://github.com/microsoft/qlib QLIB && git -C QLIB checkout 69bb755f
    PYTHONHASHSEED=0 python Tests/Oracle/make_strategy_golden.py QLIB Tests/Oracle/strategies [MARKET PREDICTIONS]

Real pyqlib as in requirements.txt with cvxpy 1.9.3 and ecos 2.0.14; SoftTopkStrategy is the class of QLIB's `cost_control.py` (69bb755f, 2026-02-03), because
that of 0.9.7 cannot be constructed. OUT receives the market (market.csv.gz: every field as the shortest text of its
float32), the scores, and a folder a case: report, orders, and case.json with parameters, versions and hashes. With a real market
(provider folder) and predictions (datetime, instrument, score) the cases `real-...` are made too.
"""
import importlib.util
import json
import os
import sys
import tempfile

import numpy as np
import pandas as pd
import qlib
from qlib.backtest import backtest
from qlib.contrib.strategy import EnhancedIndexingStrategy, rule_strategy

from golden_files import ORDER_COLUMNS, recorded_orders, versions, write

FIELDS = ["open", "close", "change", "factor", "volume", "index_weight"]
DAYS, STOCKS = 60, 12
EXCHANGE = dict(limit_threshold=0.095, deal_price="close", open_cost=0.0005, close_cost=0.0015, min_cost=5)
SOFT = {
    "soft-plain": dict(account=1_000_000, strategy=dict(topk=4)),
    "soft-limited": dict(account=1_000_000, strategy=dict(topk=4, trade_impact_limit=0.07)),
    "soft-alias": dict(account=5_000_000, deal_price="open", strategy=dict(topk=5, max_sold_weight=0.11, risk_degree=0.7)),
    "soft-tiny": dict(account=60_000, strategy=dict(topk=6, max_sold_weight=0.3, risk_degree=0.99)),
}
REAL = {"real-soft": dict(account=100_000_000, strategy=dict(topk=8, trade_impact_limit=0.05),
                          start="2019-07-01", end="2019-09-09")}
FILE = "orders.csv"
INDEXING = {
    "indexing": dict(account=5_000_000, strategy=dict(market="index", riskmodel_root="risk", optimizer_kwargs=dict(b_dev=0.15, delta=0.3))),
    "indexing-factors": dict(account=5_000_000, strategy=dict(
        market="index", riskmodel_root="risk", risk_degree=0.9,
        optimizer_kwargs=dict(lamb=10.0, b_dev=None, delta=0.6, f_dev=[0.4, 0.3], scale_return=False, epsilon=0.001))),
}
FACTORS = 2


def soft_class(checkout):
    path = os.path.join(checkout, "qlib", "contrib", "strategy", "cost_control.py")
    spec = importlib.util.spec_from_file_location("qlib.contrib.strategy.cost_control_69bb755f", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SoftTopkStrategy


def draw(random):
    """Walks with days at the limit; the last two stocks stop now and then and are never among the best."""
    days = pd.bdate_range("2024-01-01", periods=DAYS)
    rows, scores = [], []
    for number in range(STOCKS):
        code = f"SH60{1000 + 7 * number}"
        price, factor, last = 5 + 40 * random.random(), np.float32(1 + random.integers(0, 6) / 4), None
        for index, day in enumerate(days):
            price *= 1 + (0.1 if random.random() < 0.05 else -0.1 if random.random() < 0.05 else 0.06 * (random.random() - 0.5))
            stops = number >= STOCKS - 2 and random.random() < 0.1
            close = np.float32(np.nan) if stops else np.float32(price)
            opened = np.float32(np.nan) if stops else np.float32(price * (1 + 0.01 * (random.random() - 0.5)))
            change = np.float32(np.nan) if stops or last is None else np.float32(close / last - np.float32(1))
            last = last if stops else close
            rows.append([str(day.date()), code, opened, close, change, np.float32(np.nan) if stops else factor,
                         np.float32(np.nan) if stops else np.float32(1e6 + random.integers(0, 1000000)),
                         np.float32((2 if number % 3 == 0 else 1) / 16)])
            scores.append([str(day.date()), code, float(random.random()) - (2 if number >= STOCKS - 2 else 0)])
    close = np.float32(100)
    for index, day in enumerate(days):
        before, close = close, np.float32(close * (1 + 0.02 * (random.random() - 0.5)))
        rows.append([str(day.date()), "SH000300", close, close, np.float32(np.nan if index == 0 else close / before - 1),
                     np.float32(1), np.float32(1e6), np.float32(np.nan)])
    return days, rows, scores


def risk(folder, out, days, random):
    """Risk data as qlib's StructuredCovEstimator has it: pickles for qlib, and their `to_csv` for what reads no pickle."""
    codes = [f"SH60{1000 + 7 * n}" for n in range(STOCKS)]
    for place, day in enumerate(days[:18]):
        if place in (7, 8):
            continue
        name = f"{day:%Y%m%d}"
        half = np.round(0.02 * random.standard_normal((FACTORS, FACTORS)), 5)
        known = codes if place % 2 else codes[:-1]
        tables = dict(
            factor_exp=pd.DataFrame(np.round(random.standard_normal((len(codes), FACTORS)), 4), index=codes),
            factor_cov=pd.DataFrame(half @ half.T + 1e-5 * np.eye(FACTORS)),
            specific_risk=pd.Series(np.round(0.01 + 0.03 * random.random(len(known)), 5), index=known))
        if place >= 10:
            tables["blacklist"] = pd.Series(True, index=[codes[3], "SH699999"])
        for root, form in ((folder, "pkl"), (out, "csv")):
            os.makedirs(os.path.join(root, "risk", name), exist_ok=True)
            for key, table in tables.items():
                path = os.path.join(root, "risk", name, f"{key}.{form}")
                table.to_pickle(path) if form == "pkl" else table.to_csv(path)


def provide(folder, days, rows):
    frame = pd.DataFrame(rows, columns=["day", "code"] + FIELDS)
    os.makedirs(os.path.join(folder, "calendars"))
    os.makedirs(os.path.join(folder, "instruments"))
    with open(os.path.join(folder, "calendars", "day.txt"), "w") as file:
        file.writelines(f"{day.date()}\n" for day in days)
    with open(os.path.join(folder, "instruments", "all.txt"), "w") as file:
        file.writelines(f"{code}\t{days[0].date()}\t{days[-1].date()}\n" for code in sorted(frame.code.unique()) if code != "SH000300")
    for code, group in frame.groupby("code"):
        place = os.path.join(folder, "features", code.lower())
        os.makedirs(place)
        for field in FIELDS:
            np.concatenate([[np.float32(0)], group[field].to_numpy(np.float32)]).astype("<f4").tofile(
                os.path.join(place, f"{field}.day.bin"))


def run(strategy, case, out, name, start, end):
    exchange = dict(EXCHANGE, deal_price=case.get("deal_price", "close"))
    with recorded_orders() as orders:
        metrics, _ = backtest(
            start_time=start, end_time=end, strategy=strategy, account=case["account"], benchmark="SH000300",
            executor={"class": "SimulatorExecutor", "module_path": "qlib.backtest.executor",
                      "kwargs": dict(time_per_step="day", generate_portfolio_metrics=True)}, exchange_kwargs=exchange)
    report = metrics["1day"][0]
    folder = os.path.join(out, name)
    os.makedirs(folder, exist_ok=True)
    columns = ["account", "total_turnover", "total_cost", "cash", "value"]
    hashes = {
        "report.csv.gz": write(
            os.path.join(folder, "report.csv.gz"), ["datetime"] + columns,
            [[str(d.date())] + [float(r[c]) for c in columns] for d, r in report.iterrows()]),
        "trades.csv.gz": write(os.path.join(folder, "trades.csv.gz"), ORDER_COLUMNS, orders)}
    document = dict(
        strategy=type(strategy).__name__, parameters=case["strategy"], account=case["account"], start_time=start, end_time=end,
        exchange=exchange, orders=len(orders), content_sha256=hashes, versions=versions())
    with open(os.path.join(folder, "case.json"), "w") as file:
        json.dump(document, file, indent=1, sort_keys=True)
        file.write("\n")
    print(name, len(orders), "not whole", sum(1 for o in orders if o[3] != o[4]), float(report.account.iloc[-1]))


def short(rows):
    return [[v if isinstance(v, str) else "" if np.isnan(v) else str(v) for v in row] for row in rows]


def main(checkout, out, market=None, predictions=None):
    soft = soft_class(checkout)
    if market is not None:
        signal = pd.read_csv(predictions, parse_dates=[0])
        signal.columns = ["datetime", "instrument", "score"]
        signal = signal.set_index(["datetime", "instrument"])["score"]
        qlib.init(provider_uri=market, region="cn", kernels=1)
        for name, case in REAL.items():
            run(soft(signal=signal, **case["strategy"]), case, out, name, case["start"], case["end"])
        return
    days, rows, scores = draw(np.random.default_rng(20240101))
    write(os.path.join(out, "market.csv.gz"), ["datetime", "instrument"] + FIELDS, short(rows))
    write(os.path.join(out, "scores.csv.gz"), ["datetime", "instrument", "score"], scores)
    frame = pd.DataFrame(scores, columns=["datetime", "instrument", "score"])
    frame["datetime"] = pd.to_datetime(frame["datetime"])
    signal = frame.set_index(["datetime", "instrument"])["score"]
    start, end = str(days[1].date()), str(days[-2].date())
    with tempfile.TemporaryDirectory() as folder:
        provide(folder, days, rows)
        qlib.init(provider_uri=folder, region="cn", kernels=1)
        for name, case in SOFT.items():
            run(soft(signal=signal, **case["strategy"]), case, out, name, start, end)
        run(rule_strategy.FileOrderStrategy(os.path.join(out, FILE)), dict(account=1_000_000, strategy=dict(file=FILE)), out, "file", start, end)
        risk(folder, out, days, np.random.default_rng(11))
        for name, case in INDEXING.items():
            own = dict(case["strategy"], riskmodel_root=os.path.join(folder, "risk"))
            run(EnhancedIndexingStrategy(signal=signal, **own), case, out, name, start, end)
        try:
            run(soft(signal=signal.to_frame("score"), topk=4), dict(account=1_000_000, strategy={}), out, "table", start, end)
        except TypeError as error:
            print("a table of predictions:", error)


if __name__ == "__main__":
    main(*sys.argv[1:5])
