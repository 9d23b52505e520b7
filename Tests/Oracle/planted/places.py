"""Where two runs of real qlib differ first: the answer key of a fault that is no edit of the record."""
import numpy as np

REPORT = ["account", "return", "total_turnover", "turnover", "total_cost", "cost", "value", "cash", "bench"]


def differ(a, b, scale=1.0):
    if np.isnan(a) or np.isnan(b):
        return np.isnan(a) != np.isnan(b)
    return abs(a - b) > 1e-12 * max(abs(scale), abs(a), abs(b), 1e-300)


def first(recorded, replayed):
    """{day, instruments, fields} of the first day that differs, or None."""
    ones, others = recorded.holdings(), replayed.holdings()
    reports = [{stamp.strftime("%Y-%m-%d"): row for stamp, row in run.report.iterrows()}
               for run in (recorded, replayed)]
    for day in sorted(set(reports[0]) | set(reports[1])):
        if (day in reports[0]) != (day in reports[1]):
            return {"day": day, "instruments": [], "fields": ["datetime"]}
        a, b = ones.get(day, {}), others.get(day, {})
        stocks, fields = [], []
        for code in sorted(set(a) | set(b)):
            if (code in a) != (code in b):
                stocks.append(code)
                fields += ["positions.amount"]
                continue
            for name, x, y in zip(("amount", "price", "count_day"), a[code], b[code]):
                if differ(x, y):
                    stocks.append(code)
                    fields.append("positions." + name)
        account = reports[0][day]["account"]
        for name in REPORT:
            scale = account if name in ("account", "value", "cash", "total_turnover", "total_cost") else 1.0
            if differ(reports[0][day][name], reports[1][day][name], scale):
                fields.append("report." + name)
        if fields:
            return {"day": day, "instruments": sorted(set(stocks)), "fields": sorted(set(fields))}
    return None
