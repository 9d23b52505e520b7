"""The planted faults: what is changed, where it must show first, and what the right cause is.

The answer key of an edited record is the edit itself. That of every other fault comes from real qlib: the run that the
record is of, beside the run that configuration, predictions and market of the workspace give (`places.first`).
"""
import copy
import inspect
import itertools
import os
import shutil

import numpy as np
import pandas as pd

import cut_market
import honest
import places
import runs
import scores

TIED = ["deciles-year", "ties-later", "deciles-crash", "lightgbm-small"]
UNTIED = ["unique-year", "unique-crash", "ridge-robust", "lightgbm-early-stop"]
MODELS = {"tied": ["lightgbm-small", "lightgbm-three-leaves"], "untied": ["ridge-robust", "lightgbm-early-stop"]}
CRASH = {"tied": "deciles-crash", "untied": "unique-crash"}


class Edited:
    """A result whose record is changed while its metrics stay."""

    def __init__(self, result):
        self.__dict__.update(result.__dict__)
        self.report = result.report.copy()
        self.positions = copy.deepcopy(result.positions)
        self.indicators = result.indicators.copy()
        self.metrics = dict(result.metrics)

    def entries(self, stamp):
        holding = self.positions[stamp]
        return getattr(holding, "position", holding)

    def stocks(self, stamp):
        return sorted(code for code, entry in self.entries(stamp).items() if isinstance(entry, dict))

    def kept_stock(self, index):
        """A stock held with one amount the day before, that day and, where there is one, the day after."""
        days = list(self.report.index)
        around = days[index - 1:index + 2]
        for code in self.stocks(days[index]):
            amounts = [self.entries(day).get(code, {}).get("amount") for day in around]
            if None not in amounts and len(set(amounts)) == 1:
                return code
        raise ValueError("no stock is kept around day %d" % index)

    def trading_day(self, index, step=1):
        """The first day from there on with a turnover."""
        days = list(self.report.index)
        while not self.report["turnover"].iloc[index] > 0:
            index += step
        return days[index]


# ---- edits of the record: function(edited, day index) -> (stocks, fields, causes) ------------------

def account_once(run, i):
    run.report.iloc[i, run.report.columns.get_loc("account")] += 50_000
    return [], ["report.account"], ["edited"]


def position_half_more(run, i):
    stamp = run.report.index[i]
    code = run.kept_stock(i)
    run.entries(stamp)[code]["amount"] *= 1.5
    return [code], [], ["edited"]


def column(name, change, causes=("edited",)):
    def edit(run, i):
        stamp = run.trading_day(i, 1 if i < len(run.report) - 5 else -1)
        place = run.report.columns.get_loc(name)
        row = run.report.index.get_loc(stamp)
        run.report.iloc[row, place] = change(run.report.iloc[row, place])
        return [], ["report." + name], list(causes), row
    return edit


def bench_always_zero(run, i):
    run.report["bench"] = 0.0
    return [], ["report.bench"], ["benchmark"], 0


def count_of_days(run, i):
    code = run.kept_stock(i)
    run.entries(run.report.index[i])[code]["count_day"] += 3
    return [code], [], ["edited"]


def price_of_holding(run, i):
    code = run.kept_stock(i)
    run.entries(run.report.index[i])[code]["price"] *= 1.02
    return [code], [], ["edited"]


def weight_of_holding(run, i):
    code = run.kept_stock(i)
    run.entries(run.report.index[i])[code]["weight"] *= 1.2
    return [code], [], ["edited"]


def holdings_of_a_day_lost(run, i):
    stamp = run.report.index[i]
    stocks = run.stocks(stamp)
    for code in stocks:
        del run.entries(stamp)[code]
    return None, [], ["edited"]


def cash_of_positions(run, i):
    run.entries(run.report.index[i])["cash"] += 10_000
    return [], None, ["edited"]


def lifted_from_there_on(run, i):
    for name in ("account", "cash"):
        run.report.iloc[i:, run.report.columns.get_loc(name)] += 50_000
    return [], ["report.account", "report.cash"], ["edited"]


def report_day_deleted(run, i):
    run.report = run.report.drop(run.report.index[i])
    return [], ["datetime"], ["calendar", "edited"]


def stock_exchanged(run, i):
    """Another stock's name over a whole spell of holding."""
    days = list(run.report.index)
    ever = {code for day in days for code in run.stocks(day)}
    spare = sorted(set(run.pred.index.get_level_values("instrument")) - ever)
    while True:
        new = sorted(set(run.stocks(days[i])) - set(run.stocks(days[i - 1])))
        if new:
            break
        i += 1
    code = new[0]
    known = set(run.pred.index.get_level_values("instrument"))
    other = spare[0] if spare else sorted(known - set(run.stocks(days[i])))[0]
    for day in days[i:]:
        if code not in run.entries(day):
            break
        if other in run.entries(day):
            break
        run.entries(day)[other] = run.entries(day).pop(code)
    return [code, other], [], ["edited", "selection", "scores"], i


def four_edits(run, i):
    """Two days before and two days after."""
    middle = len(run.report) // 2
    for at in (middle - 30, middle - 10, middle + 10, middle + 30):
        run.report.iloc[at, run.report.columns.get_loc("account")] += 50_000
    return [], ["report.account"], ["edited"], middle - 30


def turnover_and_position(run, i):
    """Two edits before and two after, of different kinds."""
    middle = len(run.report) // 2
    first = position_half_more(run, middle - 25)
    cash = run.report.columns.get_loc("cash")
    for at in (middle - 5, middle + 15, middle + 25):
        run.report.iloc[at, cash] -= 7_000
    return first[0], first[1], ["edited"], middle - 25


EDITS = {
    "account-early": (account_once, -20), "account-late": (account_once, 20), "account-last-day": (account_once, None),
    "position-early": (position_half_more, -20), "position-late": (position_half_more, 20),
    "position-last-day": (position_half_more, None),
    "return-late": (column("return", lambda x: x + 0.001), 15),
    "cash-early": (column("cash", lambda x: x - 10_000), -15),
    "turnover-late": (column("turnover", lambda x: x * 2), 12),
    "cost-zeroed-late": (column("cost", lambda x: 0.0), 10),
    "total-cost-early": (column("total_cost", lambda x: x + 1_000), -10),
    "total-turnover-late": (column("total_turnover", lambda x: x * 1.1), 18),
    "value-last-day": (column("value", lambda x: x * 1.01), None),
    "bench-zero-a-day-late": (column("bench", lambda x: 0.0, ("benchmark", "edited")), 25),
    "bench-always-zero": (bench_always_zero, 0),
    "days-held-late": (count_of_days, 22), "price-of-holding-late": (price_of_holding, 14),
    "weight-of-holding-late": (weight_of_holding, 16), "holdings-of-a-day-lost": (holdings_of_a_day_lost, 21),
    "cash-of-positions-late": (cash_of_positions, 17), "lifted-late": (lifted_from_there_on, 19),
    "report-day-deleted": (report_day_deleted, 13), "stock-exchanged-early": (stock_exchanged, -25),
    "stock-exchanged-late": (stock_exchanged, 11), "four-accounts": (four_edits, 0),
    "position-and-cash": (turnover_and_position, 0),
}


def plant_edit(world, name, kind, base, edit, offset):
    market, result = world.honest(base)
    edited = Edited(result)
    middle = len(result.report) // 2
    at = len(result.report) - 1 if offset is None else middle + offset
    stocks, fields, causes, *moved = edit(edited, at)
    at = moved[0] if moved else at
    world.exporter.export(edited, world.case(name))
    day = result.report.index[at].strftime("%Y-%m-%d")
    finish(world, name, kind, base, world.market(market), causes, [
        {"rung": "replayed", "day": day, "instruments": stocks, "fields": fields or []}], edit.__doc__ or "the record")


# ---- another setting than the configuration's ------------------------------------------------------

def setting(causes, strategy=None, exchange=None, backtest=None, executor=None, only=None):
    return dict(causes=causes, strategy=strategy, exchange=exchange, backtest=backtest, executor=executor, only=only)


SETTINGS = {
    "topk": setting(["strategy"], strategy={"topk": 12}),
    "n-drop": setting(["strategy"], strategy={"n_drop": 3}),
    "risk-degree": setting(["strategy"], strategy={"risk_degree": 0.8}),
    "hold-thresh": setting(["strategy"], strategy={"hold_thresh": 4}),
    "only-tradable": setting(["strategy"], strategy={"only_tradable": True}, only="crash"),
    "forbid-at-limit": setting(["strategy", "limit"], strategy={"forbid_all_trade_at_limit": False}, only="crash"),
    "deal-price": setting(["deal-price"], exchange={"deal_price": "open"}),
    "open-cost": setting(["fees"], exchange={"open_cost": 0.001}),
    "close-cost": setting(["fees"], exchange={"close_cost": 0.0005}),
    "least-cost": setting(["fees"], exchange={"min_cost": 2000}),
    "account": setting(["account"], backtest={"account": 10_500_000}),
    "limit-threshold": setting(["limit"], exchange={"limit_threshold": 0.04}),
    "start": setting(["window"], backtest={"start_time": 7}),
    "end": setting(["window"], backtest={"end_time": -9}),
    "impact-cost": setting(["volume"], exchange={"impact_cost": 10.0}),
    "trade-unit": setting(["lots"], exchange={"trade_unit": None}),
    "benchmark": setting(["benchmark"], backtest={"benchmark": "SH000905"}),
    "volume-limit": setting(["volume"], exchange={"volume_threshold": ["current", "0.001*$volume"]}),
    "settlement": setting(["settlement"], executor={"settle_type": "cash"}),
    "topk-and-n-drop": setting(["strategy"], strategy={"topk": 13, "n_drop": 3}),
    "fees-and-deal-price": setting(["fees", "deal-price"], exchange={"deal_price": "open", "close_cost": 0.0005}),
    "account-and-risk-degree": setting(["account", "strategy"], strategy={"risk_degree": 0.9},
                                       backtest={"account": 10_800_000}),
    "n-drop-and-close-cost": setting(["strategy", "fees"], strategy={"n_drop": 4}, exchange={"close_cost": 0.0003}),
}


# The second turn: other values, the other way, other pairs.
OTHER_SETTINGS = {
    "topk": setting(["strategy"], strategy={"topk": 7}),
    "n-drop": setting(["strategy"], strategy={"n_drop": 1}),
    "risk-degree": setting(["strategy"], strategy={"risk_degree": 0.97}),
    "hold-thresh": setting(["strategy"], strategy={"hold_thresh": 2}),
    "only-tradable": setting(["strategy"], strategy={"only_tradable": True}, only="crash"),
    "deal-price": setting(["deal-price"], exchange={"deal_price": ["$close", "$open"]}),
    "both-costs": setting(["fees"], exchange={"open_cost": 0.0015, "close_cost": 0.0025}),
    "least-cost": setting(["fees"], exchange={"min_cost": 700}),
    "close-cost": setting(["fees"], exchange={"close_cost": 0.0017}),
    "account": setting(["account"], backtest={"account": 9_000_000}),
    "limit-threshold": setting(["limit"], exchange={"limit_threshold": 0.2}, only="crash"),
    "start": setting(["window"], backtest={"start_time": 2}),
    "end": setting(["window"], backtest={"end_time": -2}),
    "impact-cost": setting(["volume"], exchange={"impact_cost": 1.0}),
    "trade-unit": setting(["lots"], exchange={"trade_unit": 1000}),
    "benchmark": setting(["benchmark"], backtest={"benchmark": "SH000852"}),
    "purchases-first": setting(["settlement"], executor={"trade_type": "parallel"}),
    "topk-and-risk-degree": setting(["strategy"], strategy={"topk": 8, "risk_degree": 0.85}),
    "topk-and-costs": setting(["strategy", "fees"], strategy={"topk": 15},
                              exchange={"open_cost": 0.0001, "close_cost": 0.0001}),
    "start-and-benchmark": setting(["window", "benchmark"], backtest={"start_time": 5, "benchmark": "SH000905"}),
    "deal-price-and-hold-thresh": setting(["deal-price", "strategy"], strategy={"hold_thresh": 3},
                                          exchange={"deal_price": "open"}),
    "account-and-close-cost": setting(["account", "fees"], backtest={"account": 11_000_000},
                                      exchange={"close_cost": 0.0005}),
}


def plant_setting(world, name, kind, base, change):
    market, result = world.honest(base)
    conf = copy.deepcopy(result.conf)
    days = result.days()
    blocks = [conf["port_analysis_config"], conf["task"]["record"][-1]["kwargs"]["config"]]
    for block in blocks:
        block["strategy"]["kwargs"].update(change["strategy"] or {})
        block["backtest"]["exchange_kwargs"].update(change["exchange"] or {})
        for key, value in (change["backtest"] or {}).items():
            block["backtest"][key] = days[value] if key.endswith("_time") else value
        if change["executor"]:
            block["executor"] = {"class": "SimulatorExecutor", "module_path": "qlib.backtest.executor", "kwargs": {
                "time_per_step": "day", "generate_portfolio_metrics": True, **change["executor"]}}
    actual = world.run(market, conf, result.pred, result.label, result.fitted)
    world.exporter.export(actual, world.case(name), conf=result.conf)
    found = places.first(actual, result)
    if found is None:
        raise ValueError("the setting changes nothing")
    finish(world, name, kind, base, world.market(market), change["causes"],
           [{"rung": "replayed", **widened(found, actual, result)}],
           {k: v for k, v in change.items() if v and k not in ("causes", "only")})


def widened(found, *results):
    """With every stock on the score of one that differs: which of equals trades is open."""
    days = list(results[0].report.index)
    day = pd.Timestamp(found["day"])
    at = days.index(day) if day in days else 0
    scored = results[0].pred.index.get_level_values("datetime")
    if at == 0 or not found["instruments"] or days[at - 1] not in scored:
        return found
    rows = results[0].pred.xs(days[at - 1], level="datetime")["score"]
    known = {rows.get(code) for code in found["instruments"]} - {None}
    return {**found, "instruments": sorted(set(found["instruments"]) | set(rows.index[rows.isin(known)]))}


# ---- other predictions than the record's -----------------------------------------------------------

def day_rows(pred, day):
    return pred.index.get_level_values("datetime") == day


def decision(result, offset=0):
    """A day of decision in the middle, with the stocks held at its close."""
    middle = len(result.report) // 2 + offset
    stamp = result.report.index[middle]
    held = set(Edited(result).stocks(stamp))
    rows = result.pred.xs(stamp, level="datetime")["score"].dropna()
    return stamp, held, rows.sort_values()


def one_score(result, offset=0):
    """One score of a day raised above all."""
    stamp, held, rows = decision(result, offset)
    code = next(c for c in rows.index if c not in held)
    pred = result.pred.copy()
    pred.loc[(stamp, code), "score"] = rows.max() + 0.5
    return pred, ["scores"]


def two_swapped(result, offset=0):
    """The best and the worst score of a day exchanged."""
    stamp, _, rows = decision(result, offset)
    low, high = rows.index[0], rows.index[-1]
    pred = result.pred.copy()
    pred.loc[(stamp, low), "score"], pred.loc[(stamp, high), "score"] = rows[high], rows[low]
    return pred, ["scores"]


def negated(result):
    """Every score with the other sign."""
    return -result.pred, ["scores"]


def reversed_day(result, offset=0):
    """The order of one day turned round."""
    stamp, _, _ = decision(result, offset + 5)
    pred = result.pred.copy()
    pred.loc[day_rows(pred, stamp), "score"] *= -1
    return pred, ["scores"]


def shifted(result, by=1):
    """Every day's scores under the date of another day."""
    table = result.pred["score"].unstack("instrument")
    moved = table.shift(by).stack().reorder_levels(["datetime", "instrument"]).sort_index().to_frame("score")
    return moved, ["shifted-predictions"]


def ended_early(result):
    """No scores in the last quarter."""
    days = sorted(result.pred.index.get_level_values("datetime").unique())
    kept = result.pred.index.get_level_values("datetime") < days[len(days) * 3 // 4]
    return result.pred[kept], ["missing-predictions"]


def day_missing(result, offset=3):
    """No scores on one day."""
    stamp, _, _ = decision(result, offset)
    return result.pred[~day_rows(result.pred, stamp)], ["missing-predictions"]


def stock_missing(result):
    """No rows of a stock that the record buys, from the middle on."""
    run = Edited(result)
    days = list(result.report.index)
    middle = len(days) // 2
    bought = next(sorted(set(run.stocks(b)) - set(run.stocks(a)))[0] for a, b in zip(days[middle:], days[middle + 1:])
                  if set(run.stocks(b)) - set(run.stocks(a)))
    gone = (result.pred.index.get_level_values("instrument") == bought) \
        & (result.pred.index.get_level_values("datetime") >= days[middle])
    return result.pred[~gone], ["rows"]


def scores_missing(result, offset=2):
    """The best scores of one day are no numbers."""
    stamp, _, rows = decision(result, offset)
    pred = result.pred.copy()
    for code in rows.index[-15:]:
        pred.loc[(stamp, code), "score"] = np.nan
    return pred, ["scores", "rows", "missing-predictions"]


def of_another_run(result):
    """The scores of another run."""
    other = scores.persistent(result.pred.index, seed=77)
    return (scores.deciles(other) if result.pred["score"].nunique() < 50 else other), ["other-predictions"]


PREDICTIONS = {
    "one-score": one_score, "one-score-early": lambda r, offset=0: one_score(r, offset - 30),
    "two-swapped": two_swapped, "negated": negated, "reversed-day": reversed_day, "shifted-later": shifted,
    "shifted-earlier": lambda r: shifted(r, -1), "ended-early": ended_early, "day-missing": day_missing,
    "stock-missing": stock_missing, "scores-missing": scores_missing, "of-another-run": of_another_run,
}


def takes_offset(change):
    return "offset" in inspect.signature(change).parameters


def plant_predictions(world, name, kind, base, change):
    market, result = world.honest(base)
    for later in range(12):
        # What is changed on one day does not always change a trade: then the next day is taken.
        pred, causes = change(result, later) if takes_offset(change) else change(result)
        replayed = world.run(market, result.conf, pred, result.label)
        found = places.first(result, replayed)
        if found or not takes_offset(change):
            break
    if found is None:
        raise ValueError("the predictions change nothing")
    world.exporter.export(result, world.case(name), pred=pred)
    right = [{"rung": "replayed", **widened(found, result, replayed)}]
    if result.fitted:
        right.append({"rung": "reinferred", **first_row(pred, result.pred)})
    finish(world, name, kind, base, world.market(market), causes, right, change.__doc__ or name)


def first_row(one, other):
    """Day and stocks of the first day on which two score tables differ."""
    joined = one.join(other, how="outer", lsuffix="_one", rsuffix="_other").sort_index()
    a, b = joined.iloc[:, 0], joined.iloc[:, 1]
    wrong = joined[~((a == b) | (a.isna() & b.isna()))]
    day = wrong.index.get_level_values("datetime")[0]
    return {"day": day.strftime("%Y-%m-%d"), "fields": [],
            "instruments": sorted(wrong.xs(day, level="datetime").index.get_level_values("instrument"))}


# ---- another market than the record's --------------------------------------------------------------

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
    finish(world, name, kind, base, target, causes, [{"rung": "replayed", **widened(found, result, replayed)}],
           change.__doc__)


# ---- another model or other features ---------------------------------------------------------------

def plant_model(world, name, kind, base, what):
    market, result = world.honest(base)
    conf = copy.deepcopy(result.conf)
    handler = conf["task"]["dataset"]["kwargs"]["handler"]["kwargs"]
    task = conf["task"]["model"]
    if what == "model-swapped":
        task["kwargs"].update({"num_leaves": 6, "seed": 99} if task["class"] == "LGBModel" else {"alpha": 500.0})
        other = world.fitted(market, conf)
        world.exporter.export(result, world.case(name), model=other.model)
        place, causes = first_row(result.pred, other.pred), ["model"]
    else:
        if what == "fit-window":
            later = conf["task"]["dataset"]["kwargs"]["segments"]["valid"][1]
            for processor in handler["infer_processors"]:
                if "fit_end_time" in processor["kwargs"]:
                    processor["kwargs"]["fit_end_time"] = later
            causes = ["processor"]
        else:
            expressions = handler["data_loader"]["kwargs"]["config"]["feature"][0]
            for ours, other in (("Std($close,10)", "Std($close,15)"), ("Ref($close,20)", "Ref($close,25)"),
                                ("Mean($volume,5)", "Mean($volume,8)"), ("Min($low,20)", "Min($low,30)")):
                expressions = [text.replace(ours, other) for text in expressions]
            handler["data_loader"]["kwargs"]["config"]["feature"] = [expressions, runs.FEATURES[1]]
            causes = ["features"]
        world.exporter.export(result, world.case(name), conf=conf)
        fresh = runs.Fitted.__new__(runs.Fitted)
        from qlib.utils import init_instance_by_config
        runs.use(world.market(market))
        fresh.dataset = init_instance_by_config(conf["task"]["dataset"])
        pred = result.fitted.model.predict(fresh.dataset)
        pred = (pred.to_frame("score") if isinstance(pred, pd.Series) else pred).sort_index()
        place = first_row(result.pred, pred)
    finish(world, name, kind, base, world.market(market), causes, [{"rung": "reinferred", **place}], what)


# ---- other numbers in qlib_res.csv -----------------------------------------------------------------

def number_raised(metrics, other):
    """One number edited."""
    metrics["IC"] *= 1.5
    return ["IC"], ["another-run", "edited"]


def return_raised(metrics, other):
    """One number of the portfolio edited."""
    name = "1day.excess_return_with_cost.annualized_return"
    metrics[name] = abs(metrics[name]) + 0.1
    return [name], ["another-run", "edited"]


def with_and_without(metrics, other):
    """Numbers with and without cost exchanged."""
    changed = []
    for name in ("annualized_return", "information_ratio", "max_drawdown", "mean", "std"):
        a, b = "1day.excess_return_with_cost." + name, "1day.excess_return_without_cost." + name
        metrics[a], metrics[b] = metrics[b], metrics[a]
        changed += [a, b]
    return changed, ["basis"]


def other_year(metrics, other):
    """252 days a year."""
    changed = []
    for name in list(metrics):
        for end, ratio in (("annualized_return", 252 / 238), ("information_ratio", (252 / 238) ** 0.5)):
            if name.endswith(end):
                metrics[name] *= ratio
                changed.append(name)
    return changed, ["convention"]


def drawdown_positive(metrics, other):
    """Drawdowns written as positive numbers."""
    changed = [name for name in metrics if name.endswith("max_drawdown")]
    for name in changed:
        metrics[name] = -metrics[name]
    return changed, ["convention"]


def one_lost(metrics, other):
    """One number cut out."""
    name = "1day.excess_return_with_cost.max_drawdown"
    del metrics[name]
    return [name], ["edited"]


def all_of_another(metrics, other):
    """All numbers of another run."""
    changed = [name for name in metrics if name in other]
    metrics.update({name: other[name] for name in changed})
    return changed, ["another-run"]


NUMBERS = {
    "ic-raised": number_raised, "return-raised": return_raised, "with-and-without-cost": with_and_without,
    "year-of-252": other_year, "drawdown-positive": drawdown_positive, "one-lost": one_lost,
    "of-another-run": all_of_another,
}


def plant_numbers(world, name, kind, base, change):
    market, result = world.honest(base)
    edited = Edited(result)
    _, other = world.honest("hold-thresh")
    changed, causes = change(edited.metrics, other.metrics)
    world.exporter.export(edited, world.case(name))
    finish(world, name, kind, base, world.market(market), causes,
           [{"rung": "recomputed", "day": None, "instruments": [], "fields": changed}], change.__doc__)


# ---- catalogue -------------------------------------------------------------------------------------

def finish(world, name, kind, base, market, causes, right, what):
    world.write_key(name, {
        "kind": "fault", "class": kind, "base": base, "market": market, "causes": causes, "places": right,
        "what": what})


def make(world, name, fault):
    function, arguments = fault
    function(world, name, *arguments)


def catalogue():
    """name -> (function, arguments behind the name), with ties and without, and a second turn on other bases."""
    found = {}
    for kind, bases in (("tied", TIED), ("untied", UNTIED)):
        own = ["ties-later", "ties-later-crash"] if kind == "tied" else ["unique-year", "unique-crash"]
        for prefix, settings, shift in ((kind, SETTINGS, 0), (kind + "-b", OTHER_SETTINGS, 2)):
            turn = itertools.cycle(bases[shift:] + bases[:shift])
            records = itertools.cycle(own if shift == 0 else own[::-1])
            for name, (edit, offset) in EDITS.items():
                found["%s-record-%s" % (prefix, name)] = (plant_edit, (kind, next(records), edit, offset))
            for name, change in settings.items():
                base = CRASH[kind] if change["only"] == "crash" else next(turn)
                found["%s-setting-%s" % (prefix, name)] = (plant_setting, (kind, base, change))
            for name, change in PREDICTIONS.items():
                found["%s-predictions-%s" % (prefix, name)] = (plant_predictions, (kind, next(turn), change))
            for name, (change, fixed) in MARKETS.items():
                if fixed and shift:
                    continue
                base = fixed[kind] if fixed else next(turn)
                found["%s-market-%s" % (prefix, name)] = (plant_market, (kind, base, change))
            for what in ("model-swapped", "fit-window", "features"):
                if what == "features" and kind == "tied" and shift:
                    continue  # Three leaves split on features that stay the same.
                found["%s-model-%s" % (prefix, what)] = (plant_model, (kind, MODELS[kind][shift // 2], what))
            for name, change in NUMBERS.items():
                found["%s-numbers-%s" % (prefix, name)] = (plant_numbers, (kind, next(turn), change))
    return found
