"""Other numbers in qlib_res.csv."""
from edited import Edited
import keys


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
    keys.finish(world, name, kind, base, world.market(market), causes,
           [{"rung": "recomputed", "day": None, "instruments": [], "fields": changed}], change.__doc__)
