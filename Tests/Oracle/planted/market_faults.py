"""Another market than the record's."""
import os
import shutil

import numpy as np

import cut_market
from edited import Edited
import keys
import places


def bought_day(result, offset=0):
    """A day after the middle with a purchase, and a stock bought on it."""
    run = Edited(result)
    days = list(result.report.index)
    for at in range(len(days) // 2 + offset, len(days)):
        new = sorted(set(run.stocks(days[at])) - set(run.stocks(days[at - 1])))
        if new:
            return days[at].strftime("%Y-%m-%d"), new[0]
    raise ValueError("nothing is bought after the middle")


def change_field(market, code, field, day, change, to_end=False):
    start, values = cut_market.read_bin(market, code, field)
    at = cut_market.calendar(market).index(day) - start
    values = values.copy()
    if to_end:
        values[at:] = change(values[at:])
    else:
        values[at] = change(values[at])
    cut_market.write_bin(market, code, field, start, values)


def traded(market, code, stamp):
    start, values = cut_market.read_bin(market, code, "close")
    return np.isfinite(values[cut_market.calendar(market).index(stamp.strftime("%Y-%m-%d")) - start])


def close_of_a_day(result, market):
    """The close of a held stock ten percent higher on one day."""
    run = Edited(result)
    at = len(result.report) // 2 + 4
    while not run.report["value"].iloc[at] or not traded(market, run.kept_stock(at), run.report.index[at]):
        at += 1
    change_field(market, run.kept_stock(at), "close", run.report.index[at].strftime("%Y-%m-%d"), lambda x: x * 1.1)
    return ["market-data"]


def factor_halved(result, market):
    """The factor of a stock 0.37 times what it was, from a purchase on."""
    day, code = bought_day(result)
    change_field(market, code, "factor", day, lambda x: x * 0.37, to_end=True)
    return ["adjustment"]


def rebased(result, market):
    """Prices and factor of a stock on another base, volume the other way."""
    day, code = bought_day(result)
    first = cut_market.calendar(market)[0]
    for field in ("open", "high", "low", "close", "factor"):
        change_field(market, code, field, first, lambda x: x * 1.7, to_end=True)
    change_field(market, code, "volume", first, lambda x: x / 1.7, to_end=True)
    return ["adjustment"]


def factor_missing(result, market):
    """A stock without a factor file: no lots at all."""
    _, code = bought_day(result)
    os.remove(cut_market.bin_path(market, code, "factor"))
    return ["adjustment", "lots"]


def change_at_limit(result, market):
    """The field change of a bought stock says that it was locked at its limit."""
    day, code = bought_day(result, 2)
    change_field(market, code, "change", day, lambda x: x * 0 + 0.101)
    return ["limit", "market-data"]


def suspended(result, market):
    """A stock that was bought has no trading on that day."""
    day, code = bought_day(result, 1)
    for field in ("open", "high", "low", "close", "volume", "change"):
        change_field(market, code, field, day, lambda x: x * np.nan)
    return ["suspension"]


def not_listed(result, market):
    """A stock gone from all.txt."""
    _, code = bought_day(result)
    cut_market.write_spans(market, "all", [row for row in cut_market.spans(market, "all") if row[0] != code])
    return ["listing"]


def dropped(result, market):
    """A stock gone from the market altogether."""
    _, code = bought_day(result, 6)
    for name in ("all", "csi300"):
        cut_market.write_spans(market, name, [row for row in cut_market.spans(market, name) if row[0] != code])
    shutil.rmtree(os.path.join(market, "features", code.lower()))
    return ["listing"]


def index_ends(result, market):
    """The series of the index ends in the middle of the window."""
    last = result.report.index[len(result.report) // 2].strftime("%Y-%m-%d")
    end = cut_market.calendar(market).index(last) + 1
    for field in cut_market.FIELDS:
        start, values = cut_market.read_bin(market, "SH000300", field)
        cut_market.write_bin(market, "SH000300", field, start, values[:end - start])
    return ["benchmark"]


def volume_of_a_day(result, market):
    """The volume of a bought stock a tenth of what it was."""
    day, code = bought_day(result)
    change_field(market, code, "volume", day, lambda x: x * 0.1)
    return ["volume", "market-data", "limit"]


def open_of_a_day(result, market):
    """The open of a bought stock three percent lower."""
    day, code = bought_day(result)
    change_field(market, code, "open", day, lambda x: x * 0.97)
    return ["market-data", "deal-price"]


MARKETS = {
    "close": (close_of_a_day, None), "factor": (factor_halved, None), "rebased": (rebased, None),
    "factor-missing": (factor_missing, None), "change": (change_at_limit, None), "suspended": (suspended, None),
    "not-listed": (not_listed, None), "dropped": (dropped, None), "index-ends": (index_ends, None),
    "volume": (volume_of_a_day, {"tied": "impact-and-volume-tied", "untied": "impact-and-volume"}),
    "open": (open_of_a_day, {"tied": "open-price-tied", "untied": "open-price"}),
}


def plant_market(world, name, kind, base, change):
    market, result = world.honest(base)
    target = os.path.join(world.output, "markets", name)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(world.market(market), target)
    causes = change(result, target)
    world.exporter.export(result, world.case(name))
    replayed = world.run(market, result.conf, result.pred, result.label, path=target)
    found = places.first(result, replayed)
    if found is None:
        raise ValueError("the market changes nothing")
    keys.finish(world, name, kind, base, target, causes, [{"rung": "replayed", **keys.widened(found, result, replayed)}],
           change.__doc__)
