"""What an answer key holds: the first places of two real runs, and the right causes."""
import pandas as pd


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


def first_row(one, other):
    """Day and stocks of the first day on which two score tables differ."""
    joined = one.join(other, how="outer", lsuffix="_one", rsuffix="_other").sort_index()
    a, b = joined.iloc[:, 0], joined.iloc[:, 1]
    wrong = joined[~((a == b) | (a.isna() & b.isna()))]
    day = wrong.index.get_level_values("datetime")[0]
    return {"day": day.strftime("%Y-%m-%d"), "fields": [],
            "instruments": sorted(wrong.xs(day, level="datetime").index.get_level_values("instrument"))}


def finish(world, name, kind, base, market, causes, right, what):
    world.write_key(name, {
        "kind": "fault", "class": kind, "base": base, "market": market, "causes": causes, "places": right,
        "what": what})
