"""Another model or other features."""
import copy

import pandas as pd

import keys
import runs


def plant_model(world, name, kind, base, what):
    market, result = world.honest(base)
    conf = copy.deepcopy(result.conf)
    handler = conf["task"]["dataset"]["kwargs"]["handler"]["kwargs"]
    task = conf["task"]["model"]
    if what == "model-swapped":
        task["kwargs"].update({"num_leaves": 6, "seed": 99} if task["class"] == "LGBModel" else {"alpha": 500.0})
        other = world.fitted(market, conf)
        world.exporter.export(result, world.case(name), model=other.model)
        place, causes = keys.first_row(result.pred, other.pred), ["model"]
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
        place = keys.first_row(result.pred, pred)
    keys.finish(world, name, kind, base, world.market(market), causes, [{"rung": "reinferred", **place}], what)
