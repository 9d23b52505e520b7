"""Runs pandas code as RD-Agent's coder writes it on the demo market: the values that our factors must have.

Six factors of the kind found in RD-Agent's workspaces: rolling windows with min_periods, shifts by row,
a pairwise correlation. The frame is what `daily_pv.h5` holds: float32 columns named `$close`, rows for
every day of an instrument's bins, suspended days included as NaN.

Pinned: CPython 3.11.7, pandas 3.1.1, numpy 2.4.6.

    aistock data export --market demo --output DEMO
    python Tests/Oracle/make_factor_reference.py DEMO Tests/Oracle/factors/reference.csv.gz
"""
import gzip
import io
import os
import sys

import numpy
import pandas

INSTRUMENTS = 3


def read(provider):
    with open(os.path.join(provider, "calendars/day.txt")) as file:
        calendar = [line.strip() for line in file if line.strip()]
    with open(os.path.join(provider, "instruments/all.txt")) as file:
        codes = sorted({line.split("\t")[0] for line in file if line.strip()})[:INSTRUMENTS]
    frames = []
    for code in codes:
        columns = {}
        for field in ["open", "close", "high", "low", "volume"]:
            bins = numpy.fromfile(os.path.join(provider, "features", code.lower(), field + ".day.bin"), dtype="<f4")
            start = int(bins[0])
            index = pandas.Index(calendar[start:start + len(bins) - 1], name="datetime")
            columns["$" + field] = pandas.Series(bins[1:], index=index, dtype="float32")
        frame = pandas.DataFrame(columns)
        frame["instrument"] = code
        frames.append(frame.reset_index().set_index(["datetime", "instrument"]))
    return pandas.concat(frames).sort_index()


def rolled(series, window, name):
    group = series.groupby(level="instrument")
    return group.transform(lambda s: getattr(s.rolling(window, min_periods=window), name)())


def factors(df):
    close = df["$close"].groupby(level="instrument")
    rng = (df["$high"] - df["$low"]) / df["$close"]
    gap = df["$open"] / close.shift(1) - 1.0

    def correlation(group):
        return group["$close"].rolling(10, min_periods=10).corr(group["$volume"])

    return {
        "RangeMean_10D": rolled(rng, 10, "mean"),
        "Reversal_20D": -(df["$close"] / close.shift(20) - 1.0),
        "GapStd_5D": rolled(gap, 5, "std"),
        "GapOpen_5D": rolled(gap, 5, "mean"),
        "VolumeRatio_5D_20D": rolled(df["$volume"], 5, "mean") / (rolled(df["$volume"], 20, "mean") + 1e-12),
        "PriceVolumeCorr_10D": df.groupby(level="instrument", group_keys=False).apply(correlation),
    }


def main():
    provider, output = sys.argv[1:]
    made = factors(read(provider))
    frame = pandas.DataFrame({name: values.astype("float32") for name, values in made.items()}).sort_index()
    text = io.StringIO()
    frame.columns = [str(("feature", name)) for name in frame.columns]
    frame.to_csv(text, lineterminator="\n")
    with open(output, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(text.getvalue().encode())


main()
