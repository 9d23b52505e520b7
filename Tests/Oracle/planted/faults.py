"""The planted faults: what is changed, where it must show first, and what the right cause is.

The answer key of an edited record is the edit itself. That of every other fault comes from real qlib: the run that the
record is of, beside the run that configuration, predictions and market of the workspace give (`places.first`).
"""
import itertools

import market_faults
import model_faults
import number_faults
import prediction_faults
import record_faults
import setting_faults

TIED = ["deciles-year", "ties-later", "deciles-crash", "lightgbm-small"]
UNTIED = ["unique-year", "unique-crash", "ridge-robust", "lightgbm-early-stop"]
MODELS = {"tied": ["lightgbm-small", "lightgbm-three-leaves"], "untied": ["ridge-robust", "lightgbm-early-stop"]}
CRASH = {"tied": "deciles-crash", "untied": "unique-crash"}


def make(world, name, fault):
    function, arguments = fault
    function(world, name, *arguments)


def catalogue():
    """name -> (function, arguments behind the name), with ties and without, and a second turn on other bases."""
    found = {}
    for kind, bases in (("tied", TIED), ("untied", UNTIED)):
        own = ["ties-later", "ties-later-crash"] if kind == "tied" else ["unique-year", "unique-crash"]
        for prefix, settings, shift in ((kind, setting_faults.SETTINGS, 0), (kind + "-b", setting_faults.OTHER_SETTINGS, 2)):
            turn = itertools.cycle(bases[shift:] + bases[:shift])
            records = itertools.cycle(own if shift == 0 else own[::-1])
            for name, (edit, offset) in record_faults.EDITS.items():
                found["%s-record-%s" % (prefix, name)] = (record_faults.plant_edit, (kind, next(records), edit, offset))
            for name, change in settings.items():
                base = CRASH[kind] if change["only"] == "crash" else next(turn)
                found["%s-setting-%s" % (prefix, name)] = (setting_faults.plant_setting, (kind, base, change))
            for name, change in prediction_faults.PREDICTIONS.items():
                found["%s-predictions-%s" % (prefix, name)] = (prediction_faults.plant_predictions, (kind, next(turn), change))
            for name, (change, fixed) in market_faults.MARKETS.items():
                if fixed and shift:
                    continue
                base = fixed[kind] if fixed else next(turn)
                found["%s-market-%s" % (prefix, name)] = (market_faults.plant_market, (kind, base, change))
            for what in ("model-swapped", "fit-window", "features"):
                if what == "features" and kind == "tied" and shift:
                    continue  # Three leaves split on features that stay the same.
                found["%s-model-%s" % (prefix, what)] = (model_faults.plant_model, (kind, MODELS[kind][shift // 2], what))
            for name, change in number_faults.NUMBERS.items():
                found["%s-numbers-%s" % (prefix, name)] = (number_faults.plant_numbers, (kind, next(turn), change))
    return found
