#!/usr/bin/env python3
"""Renders one run's daily returns, and its predictions, through the reports of QuantStats and alphalens-reloaded.

    python3 -m venv others
    others/bin/pip install quantstats==QS alphalens-reloaded==AL
    others/bin/python Tests/Benchmarks/reports_against_others.py REPORT.csv [--pred PRED.csv --label LABEL.csv]

REPORT.csv is a run's daily curve (`report_normal_1day.csv`: datetime or date, return, cost, bench); predictions and
labels are qlib's, one row a day and stock. Printed are seconds (imports apart), bytes, and the versions; on a busy
machine only the seconds of processors tell. The same page here is measured by `AISTOCK_MEASURE=1 swift test -c release
--filter PublishFigureTests`.
"""

import argparse
import contextlib
import importlib.metadata
import io
import logging
import pathlib
import tempfile
import time
import warnings


def measured(work):
    """Seconds of the clock, seconds of processors, and what the work gave."""
    begin, processor = time.monotonic(), time.process_time()
    value = work()
    return (time.monotonic() - begin, time.process_time() - processor), value


def text(took):
    return f"{took[0]:.2f} s ({took[1]:.2f} s of processors)"


def returns(pandas, path):
    frame = pandas.read_csv(path)
    frame.index = pandas.to_datetime(frame[frame.columns[0]])
    cost = frame["cost"] if "cost" in frame else 0
    return frame["return"] - cost, frame["bench"]


def quantstats_report(strategy, benchmark):
    import quantstats
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "report.html"
        seconds, _ = measured(lambda: quantstats.reports.html(
            strategy, benchmark=benchmark, output=str(output), title="run"))
        return seconds, output.stat().st_size


def alphalens_report(pandas, prediction, label):
    import alphalens
    import matplotlib.pyplot as plot

    def read(path):
        frame = pandas.read_csv(path)
        frame.columns = ["datetime" if name == "date" else name for name in frame.columns]
        frame["datetime"] = pandas.to_datetime(frame["datetime"])
        return frame.set_index(["datetime", "instrument"]).iloc[:, 0]

    scores, labels = read(prediction), read(label)
    data = pandas.DataFrame({"1D": labels, "factor": scores}).dropna()
    data.index.names = ["date", "asset"]
    data["factor_quantile"] = data.groupby("date")["factor"].transform(
        lambda day: pandas.qcut(day, 5, labels=False, duplicates="drop") + 1)
    pictures = []

    def keep(*_, **__):
        for number in plot.get_fignums():
            stream = io.BytesIO()
            plot.figure(number).savefig(stream, format="png")
            pictures.append(len(stream.getvalue()))
            plot.close(number)

    def sheet():
        shown, plot.show = plot.show, keep
        try:
            # Its tables are printed; only the time they take counts here.
            with contextlib.redirect_stdout(io.StringIO()):
                alphalens.tears.create_returns_tear_sheet(data, by_group=False)
                alphalens.tears.create_information_tear_sheet(data, by_group=False)
        finally:
            plot.show = shown
        keep()

    seconds, _ = measured(sheet)
    return seconds, sum(pictures)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report")
    parser.add_argument("--pred")
    parser.add_argument("--label")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    import matplotlib
    matplotlib.use("Agg")
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    imports, pandas = measured(lambda: __import__("pandas"))
    strategy, benchmark = returns(pandas, arguments.report)
    print(f"{len(strategy)} days")
    for name in ["quantstats", "alphalens-reloaded", "pandas", "matplotlib", "numpy"]:
        print(f"{name} {importlib.metadata.version(name)}")
    imports, _ = measured(lambda: __import__("quantstats"))
    seconds, size = quantstats_report(strategy, benchmark)
    print(f"QuantStats: {text(imports)} of imports, {text(seconds)}, {size} bytes")
    if arguments.pred and arguments.label:
        imports, _ = measured(lambda: __import__("alphalens"))
        seconds, size = alphalens_report(pandas, arguments.pred, arguments.label)
        print(f"alphalens: {text(imports)} of imports, {text(seconds)}, {size} bytes of pictures")


if __name__ == "__main__":
    main()
