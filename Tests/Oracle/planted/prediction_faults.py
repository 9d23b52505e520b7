"""Other predictions than the record's."""
import inspect

import numpy as np

from edited import Edited
import keys
import places
import scores


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
    right = [{"rung": "replayed", **keys.widened(found, result, replayed)}]
    if result.fitted:
        right.append({"rung": "reinferred", **keys.first_row(pred, result.pred)})
    keys.finish(world, name, kind, base, world.market(market), causes, right, change.__doc__ or name)
