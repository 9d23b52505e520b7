#!/usr/bin/env python3
"""Prints the segments that qlib's RollingGen makes on the demo market's calendar, one task a line.

    aistock data export --market demo --output MARKET
    python Tests/Oracle/make_rolling_segments.py MARKET

Pinned: CPython 3.11.7, pyqlib 0.9.7, pandas 3.1.1.
"""
import sys

import qlib
from qlib.workflow.task.gen import RollingGen, task_generator

CASES = [
    dict(step=60, rtype=RollingGen.ROLL_EX, trunc_days=None), dict(step=60, rtype=RollingGen.ROLL_SD, trunc_days=None),
    dict(step=90, rtype=RollingGen.ROLL_SD, trunc_days=3), dict(step=40, rtype=RollingGen.ROLL_EX, trunc_days=45),
]
SEGMENTS = {"train": ("2021-01-30", "2022-09-30"), "valid": ("2022-10-08", "2023-06-30"), "test": ("2023-07-03", "2024-12-30")}


def main(market):
    qlib.init(provider_uri=market, region="cn", kernels=1)
    for case in CASES:
        task = {"dataset": {"kwargs": {"handler": {"kwargs": {"end_time": "2024-12-30"}}, "segments": dict(SEGMENTS)}}}
        print("#", case["step"], case["rtype"], case["trunc_days"])
        for made in task_generator(task, RollingGen(**case)):
            segments = made["dataset"]["kwargs"]["segments"]
            print(" ".join(
                "%s..%s" % tuple("" if point is None else str(point)[:10] for point in segments[name])
                for name in ("train", "valid", "test")))


if __name__ == "__main__":
    main(*sys.argv[1:])
