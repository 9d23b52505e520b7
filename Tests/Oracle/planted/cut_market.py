"""Small markets cut out of a qlib provider folder: fewer stocks, fewer days, every kept number unchanged.

Needs numpy only. A bin begins with the calendar index of its first value, so indexes are counted anew.
"""
import os

import numpy as np

FIELDS = ["open", "high", "low", "close", "volume", "factor", "change"]
INDEXES = ["SH000300", "SH000905", "SH000852"]


def calendar(market):
    with open(os.path.join(market, "calendars", "day.txt")) as lines:
        return [line.strip() for line in lines if line.strip()]


def spans(market, name):
    """(code, first day, last day) of each line of an instruments file."""
    with open(os.path.join(market, "instruments", name + ".txt")) as lines:
        return [tuple(line.split()) for line in lines if line.strip()]


def bin_path(market, code, field):
    return os.path.join(market, "features", code.lower(), field + ".day.bin")


def read_bin(market, code, field):
    """Calendar index of the first value, and the values."""
    raw = np.fromfile(bin_path(market, code, field), dtype="<f4")
    return int(raw[0]), raw[1:]


def write_bin(market, code, field, start, values):
    path = bin_path(market, code, field)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    np.concatenate([[np.float32(start)], np.asarray(values, dtype="<f4")]).astype("<f4").tofile(path)


def write_spans(market, name, rows):
    os.makedirs(os.path.join(market, "instruments"), exist_ok=True)
    with open(os.path.join(market, "instruments", name + ".txt"), "w") as out:
        out.writelines("\t".join(row) + "\n" for row in rows)


def cut(source, target, first, last, count, step_from=0):
    """Writes `target`: `count` stocks of the CSI 300 that have bins over the whole of first...last, and the indexes."""
    days = calendar(source)
    low = next(i for i, day in enumerate(days) if day >= first)
    high = max(i for i, day in enumerate(days) if day <= last)
    members = [s for s in spans(source, "csi300") if s[1] <= days[high] and s[2] >= days[low]]
    whole = []
    for code in sorted({s[0] for s in members}):
        start, values = read_bin(source, code, "close")
        if start <= low and start + len(values) > high:
            whole.append(code)
    chosen = [whole[int(i * len(whole) / count + step_from) % len(whole)] for i in range(count)]
    chosen = sorted(set(chosen))
    os.makedirs(os.path.join(target, "calendars"), exist_ok=True)
    with open(os.path.join(target, "calendars", "day.txt"), "w") as out:
        out.writelines(day + "\n" for day in days[low:high + 1])
    for code in chosen + INDEXES:
        for field in FIELDS:
            if os.path.exists(bin_path(source, code, field)):
                start, values = read_bin(source, code, field)
                inside = values[max(0, low - start):high + 1 - start]
                write_bin(target, code, field, max(0, start - low), inside)
    clip = [(c, max(a, days[low]), min(b, days[high])) for c, a, b in members if c in chosen]
    write_spans(target, "csi300", clip)
    write_spans(target, "all", [(code, days[low], days[high]) for code in chosen])
    write_spans(target, "index", [(code, days[low], days[high]) for code in INDEXES])
