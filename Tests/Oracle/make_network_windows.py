"""Windows of qlib's `TSDataSampler` under `ffill+bfill` on a small table with gaps: the values of one column, which are
the row's number, for every row of the segment.

    python Tests/Oracle/make_network_windows.py Tests/Oracle/networks/windows.json

Needs pyqlib 0.9.7 and pandas on Python 3.11; the fixture carries the versions.
"""

import bisect
import json
import sys

import numpy
import pandas
import qlib
from qlib.data.dataset import TSDataSampler, TSDatasetH

# Day by day (2020-01-01 on) the instruments that have a row; the segment starts on day 6.
PRESENT = ["AB", "A", "AC", "ABC", "C", "AC", "AB", "ABC", "A", "BC", "ABCD", "D"]
STEPS, START = 4, 6


def main(path):
    days = pandas.date_range("2020-01-01", periods=len(PRESENT))
    index = pandas.MultiIndex.from_tuples(
        [(day, name) for day, names in zip(days, PRESENT) for name in names], names=["datetime", "instrument"])
    data = pandas.DataFrame({"row": numpy.arange(len(index), dtype=numpy.float32)}, index=index)
    padded = TSDatasetH._extend_slice(slice(days[START], days[-1]), list(days), STEPS)
    sampler = TSDataSampler(
        data=data.loc[padded.start:padded.stop].copy(), start=days[START], end=days[-1], step_len=STEPS)
    sampler.config(fillna_type="ffill+bfill")
    windows = sorted(
        [day.strftime("%Y-%m-%d"), name, [int(v) for v in sampler[place][:, 0]]]
        for place, (day, name) in enumerate(sampler.get_index()))
    with open(path, "w") as file:
        json.dump(
            {"versions": {"qlib": qlib.__version__, "pandas": pandas.__version__, "numpy": numpy.__version__},
             "present": PRESENT, "steps": STEPS, "start": START, "windows": windows}, file)
        file.write("\n")


main(sys.argv[1])
