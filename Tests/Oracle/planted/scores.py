"""Predictions without a model: what a score table can look like, from one seeded generator. numpy and pandas only."""
import numpy as np
import pandas as pd


def persistent(index, seed=20):
    """A score a row that remembers nine tenths of yesterday's: few trades, every value unique."""
    generator = np.random.default_rng(seed)
    codes = sorted(index.get_level_values("instrument").unique())
    days = sorted(index.get_level_values("datetime").unique())
    table = np.zeros((len(days), len(codes)))
    state = generator.standard_normal(len(codes))
    for row in range(len(days)):
        state = 0.9 * state + 0.4359 * generator.standard_normal(len(codes))
        table[row] = state
    frame = pd.DataFrame(table, index=pd.Index(days, name="datetime"), columns=pd.Index(codes, name="instrument"))
    stacked = frame.stack()
    return (stacked.reindex(index) * 0.02).to_frame("score")


def deciles(pred, count=10):
    ranks = pred.groupby(level="datetime")["score"].rank(pct=True)
    return (np.ceil(ranks * count) / count).to_frame("score")


def ties_later(pred, fraction):
    """Unique scores up to a day, deciles from then on; with that day."""
    days = sorted(pred.index.get_level_values("datetime").unique())
    turn = days[int(len(days) * fraction)]
    bucketed = deciles(pred)
    late = pred.index.get_level_values("datetime") >= turn
    out = pred.copy()
    out.loc[late, "score"] = bucketed.loc[late, "score"]
    return out, turn.strftime("%Y-%m-%d")


def constant(pred):
    out = pred.copy()
    out["score"] = 0.5
    return out


def one_day(pred):
    days = sorted(pred.index.get_level_values("datetime").unique())
    return pred[pred.index.get_level_values("datetime") == days[20]]


def with_infinities(pred):
    out = pred.copy()
    values = out["score"].to_numpy().copy()
    values[::97] = np.inf
    values[50::101] = -np.inf
    out["score"] = values
    return out


def with_missing(pred):
    out = pred.copy()
    values = out["score"].to_numpy().copy()
    values[::13] = np.nan
    out["score"] = values
    return out


def with_unknown_stock(pred):
    """A stock that no market has, scored every day, often at the top."""
    days = sorted(pred.index.get_level_values("datetime").unique())
    values = 0.05 * np.sin(np.arange(len(days)) / 5.0) + 0.0001
    index = pd.MultiIndex.from_product([days, ["SH699999"]], names=["datetime", "instrument"])
    return pd.concat([pred, pd.DataFrame({"score": values}, index=index)]).sort_index()


def with_saturday(pred):
    """Scores on a Saturday, copied from the Friday before and negated."""
    days = [day for day in sorted(pred.index.get_level_values("datetime").unique()) if day.dayofweek == 4]
    friday = days[len(days) // 2]
    extra = -pred[pred.index.get_level_values("datetime") == friday]
    extra.index = pd.MultiIndex.from_arrays(
        [[friday + pd.Timedelta(days=1)] * len(extra), extra.index.get_level_values("instrument")],
        names=["datetime", "instrument"])
    return pd.concat([pred, extra]).sort_index()


def with_duplicate(pred):
    """One row twice, with the same score."""
    return pd.concat([pred, pred.iloc[[len(pred) // 2]]]).sort_index()


def starting_late(pred):
    days = sorted(pred.index.get_level_values("datetime").unique())
    return pred[pred.index.get_level_values("datetime") >= days[20]]


def with_day_missing(pred):
    """A day without scores that was so in the run itself."""
    days = sorted(pred.index.get_level_values("datetime").unique())
    return pred[pred.index.get_level_values("datetime") != days[50]]
