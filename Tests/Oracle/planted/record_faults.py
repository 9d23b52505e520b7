"""Edits of the record: function(edited, day index) -> (stocks, fields, causes)."""
from edited import Edited
import keys


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
    return [], ["positions.__cash__"], ["edited"]


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
    # A record that contradicts itself is told where it is looked at by itself, before anything is replayed.
    keys.finish(world, name, kind, base, world.market(market), causes, [
        {"rung": rung, "day": day, "instruments": stocks, "fields": fields or []} for rung in ("recomputed", "replayed")],
        edit.__doc__ or "the record")
