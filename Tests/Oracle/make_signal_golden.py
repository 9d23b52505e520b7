#!/usr/bin/env python3
"""Golden values of a signal's daily evaluation, by qlib's own functions on a small made panel.

Writes signal/panel.csv (datetime,instrument,score,label), signal/daily.csv, signal/groups.csv and
signal/figures.json. The panel has ties, missing labels, members that come and go. The two functions of
qlib's report that draw with plotly are run with the drawing replaced: what they would draw is recorded.
"""
import json, os, sys, types
import numpy as np
import pandas as pd

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "signal")
DAYS, STOCKS = 24, 33


def panel():
    state, rows = 20240102, []

    def draw():
        nonlocal state
        state = (state * 1103515245 + 12345) % 2**31
        return state / 2**31

    for day in pd.bdate_range("2024-01-22", periods=DAYS):
        for stock in range(STOCKS):
            score, label, absent, missing = draw() - 0.5, draw() * 0.1 - 0.05, draw(), draw()
            if absent < 0.08:
                continue
            if stock % 5 == 0:
                score = round(score, 1)
            rows.append((day, f"SH6{stock:05d}", score, np.float32("nan") if missing < 0.05 else np.float32(label)))
    frame = pd.DataFrame(rows, columns=["datetime", "instrument", "score", "label"])
    frame["label"] = frame["label"].astype(np.float32)
    return frame.set_index(["datetime", "instrument"])


def report_functions():
    """qlib's `_group_return` and `_pred_turnover`, with what they draw kept instead of drawn."""
    drawn = []

    class Graph:
        def __init__(self, frame, **_):
            drawn.append(frame)
            self.figure = None

    for name in ("plotly", "plotly.graph_objs", "statsmodels", "statsmodels.api", "matplotlib", "matplotlib.pyplot"):
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules["plotly.graph_objs"].Figure = object
    import qlib.contrib.report as report

    base = os.path.dirname(report.__file__)
    text = open(os.path.join(base, "analysis_model", "analysis_model_performance.py")).read()
    scope = {"pd": pd, "ScatterGraph": Graph, "SubplotsGraph": Graph, "guess_plotly_rangebreaks": lambda _: None}
    import ast

    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in ("_group_return", "_pred_turnover"):
            exec(compile(ast.Module([node], []), node.name, "exec"), scope)
    return scope["_group_return"], scope["_pred_turnover"], drawn


def main():
    from qlib.contrib.eva.alpha import calc_ic, calc_long_short_prec, calc_long_short_return, pred_autocorr

    data = panel()
    score, label = data["score"], data["label"]
    ic, rank = calc_ic(score, label)
    spread, average = calc_long_short_return(score, label)
    long, short = calc_long_short_prec(score, label, is_alpha=True)
    auto = pred_autocorr(score)
    groups, turnover, drawn = report_functions()
    cumsum, pd.DataFrame.cumsum = pd.DataFrame.cumsum, lambda frame: frame
    # qlib leaves equal scores to an unstable sort: here the first row stays first, as nlargest keeps it.
    untied = score - np.arange(len(score)) * 1e-13
    groups(pd.DataFrame({"score": untied, "label": label.astype(float)}))
    pd.DataFrame.cumsum = cumsum
    means = drawn[0]
    turnover(data.copy())
    change = drawn[-1]

    def text(value):
        return "" if value != value else repr(float(value))

    os.makedirs(HERE, exist_ok=True)
    with open(f"{HERE}/panel.csv", "w") as out:
        out.write("datetime,instrument,score,label\n")
        for (day, stock), row in data.iterrows():
            value = np.float32(row["label"])
            out.write(f"{day:%Y-%m-%d},{stock},{float(row['score'])!r},{'' if value != value else str(value)}\n")
    with open(f"{HERE}/daily.csv", "w") as out:
        out.write("datetime,ic,rank_ic,long_short_r,long_avg_r,long_prec,short_prec,pred_autocorr,top,bottom\n")
        for day in ic.index:
            values = [s.get(day, np.nan) for s in (ic, rank, spread, average, long, short, auto, change["Top"], change["Bottom"])]
            out.write(f"{day:%Y-%m-%d}," + ",".join(map(text, values)) + "\n")
    with open(f"{HERE}/groups.csv", "w") as out:
        out.write("datetime," + ",".join(f"group{n}" for n in range(1, 6)) + "\n")
        for day, row in means.iterrows():
            out.write(f"{day:%Y-%m-%d}," + ",".join(text(row[f"Group{n}"]) for n in range(1, 6)) + "\n")
    import qlib

    figures = {
        "Long-Short Ann Return": spread.mean() * 252, "Long-Short Ann Sharpe": spread.mean() / spread.std() * 252**0.5,
        "Long-Avg Ann Return": average.mean() * 252, "Long-Avg Ann Sharpe": average.mean() / average.std() * 252**0.5,
    }
    versions = {"pyqlib": qlib.__version__, "pandas": pd.__version__, "numpy": np.__version__}
    with open(f"{HERE}/figures.json", "w") as out:
        json.dump({"figures": {k: float(v) for k, v in figures.items()}, "versions": versions}, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
