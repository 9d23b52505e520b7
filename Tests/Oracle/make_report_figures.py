#!/usr/bin/env python3
"""Golden values of the figures of a migration's page, by pandas on a small made report.

Writes figures/report.csv and figures/other.csv (qlib's daily report of two runs over the same days) and
figures/golden.json: sums by month and year, compounded years, rolling information ratio, episodes of drawdown,
turnover and cost a year, daily differences, and metrics of three ranges. Each is computed by pandas' own functions
(groupby, rolling, cummax, pct_change, std), none by this program's.
"""
import json, os
import numpy as np
import pandas as pd

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "figures")
RANGES = [("2020-01-01", "2020-12-31"), ("2019-09-30", "2019-10-31"), ("2019-01-01", "2019-06-30")]


def reports():
    state = 20190102

    def draw():
        nonlocal state
        state = (state * 1103515245 + 12345) % 2**31
        return state / 2**31 - 0.5

    days = [d for d in pd.bdate_range("2019-03-04", "2021-12-30") if not (d.month == 10 and d.day <= 7)]
    runs = []
    for rate in (0.0005, 0.0015):
        runs.append({"account": 1e8, "turned": 0.0, "paid": 0.0, "rate": rate, "rows": []})
    for day in days:
        bench, gain, turn = 0.02 * draw(), 0.03 * draw() + 0.0002, 0.2 + 0.1 * draw()
        for run in runs:
            cost = turn * run["rate"]
            before = run["account"]
            run["account"] = before * (1 + gain - cost)
            run["turned"] += turn * before
            run["paid"] += cost * before
            run["rows"].append((day, run["account"], gain, run["turned"], turn, run["paid"], cost, run["account"] * 0.95, run["account"] * 0.05, bench))
    names = ["datetime", "account", "return", "total_turnover", "turnover", "total_cost", "cost", "value", "cash", "bench"]
    return [pd.DataFrame(run["rows"], columns=names).set_index("datetime") for run in runs]


def ratio(values):
    return values.mean() / values.std() * 238**0.5


def episodes(excess):
    """The worst falls of the running sum, each from its peak to where the peak is reached again."""
    total = excess.cumsum()
    highest = total.cummax()
    below = total < highest
    found = []
    for _, part in below[below].groupby((~below).cumsum()[below]):
        first, last = part.index[0], part.index[-1]
        place = total.index.get_loc(first) - 1
        end = total.index.get_loc(last) + 1
        fall = (total - highest)[part.index]
        recovered = end < len(total)
        found.append({
            "peak": str(total.index[place].date()), "trough": str(fall.idxmin().date()),
            "recovery": str(total.index[end].date()) if recovered else None,
            "days": (end if recovered else len(total) - 1) - place, "depth": fall.min(),
        })
    return sorted(found, key=lambda e: e["depth"])[:5]


def span(report, start, end):
    net = report["return"] - report["cost"]
    inside = net[start:end]
    levels = pd.concat([pd.Series([1.0], index=[pd.Timestamp(0)]), (1 + inside).cumprod()])
    fall = levels / levels.cummax() - 1
    index = (1 + report["bench"][start:end]).prod() - 1
    before = net.index[net.index < inside.index[0]]
    return {
        "start": start, "end": end, "days": len(inside), "base": str(before[-1].date()) if len(before) else None,
        "return": levels.iloc[-1] - 1, "index": index, "excess": levels.iloc[-1] - 1 - index,
        "volatility": inside.std() * 252**0.5, "sharpe": inside.mean() / inside.std() * 252**0.5,
        "drawdown": fall.min(), "trough": str(fall.idxmin().date()),
        "hit_rate": float((inside > 0).mean()), "worst": inside.min(), "worst_day": str(inside.idxmin().date()),
    }


def main():
    report, other = reports()
    os.makedirs(HERE, exist_ok=True)
    for name, frame in (("report", report), ("other", other)):
        with open(f"{HERE}/{name}.csv", "w") as out:
            out.write(",".join(["datetime"] + list(frame.columns)) + "\n")
            for day, row in frame.iterrows():
                out.write(f"{day:%Y-%m-%d}," + ",".join(repr(float(v)) for v in row) + "\n")
    excess = report["return"] - report["bench"] - report["cost"]
    net = report["return"] - report["cost"]
    months = excess.groupby([excess.index.year, excess.index.month]).agg(["sum", "count"])
    rolling = excess.rolling(238).mean() / excess.rolling(238).std() * 238**0.5
    difference = ((other["return"] - other["cost"]) - net) * 1e4
    yearly = report.groupby(report.index.year)
    ends = yearly["total_cost"].last()
    golden = {
        "months": [[int(y), int(m), row["sum"], int(row["count"])] for (y, m), row in months.iterrows()],
        "months_ahead": int((months["sum"] > 0).sum()),
        "years": [[int(y), v] for y, v in excess.groupby(excess.index.year).sum().items()],
        "year_returns": [
            [int(y), (1 + net[net.index.year == y]).prod() - 1, (1 + report["bench"][net.index.year == y]).prod() - 1]
            for y in sorted(set(net.index.year))
        ],
        "rolling": [None if v != v else v for v in rolling], "episodes": episodes(excess),
        "costs": [
            [int(y), yearly["turnover"].sum()[y], yearly["cost"].sum()[y], paid]
            for y, paid in ends.diff().fillna(ends).items()
        ],
        "difference": {"median": difference.median(), "count": int((difference.abs() > 1e-6).sum()), "days": len(difference)},
        "ranges": [span(report, *r) for r in RANGES],
        "versions": {"pandas": pd.__version__, "numpy": np.__version__},
    }
    with open(f"{HERE}/golden.json", "w") as out:
        json.dump(golden, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
