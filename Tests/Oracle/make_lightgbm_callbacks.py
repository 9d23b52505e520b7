"""Asks qlib's LGBModel what each argument does that changes how its callbacks end a training.

Pinned: CPython 3.11.7, pyqlib 0.9.7, lightgbm 4.7.0, numpy 2.4.6, pandas 2.3.3, on x86-64.

    python Tests/Oracle/make_lightgbm_callbacks.py

Written to Tests/Oracle/lightgbm/callbacks.json: a case is the model's `kwargs` as YAML, whether there is a valid
segment, and what came of it: the kind of the refusal, or the rounds trained, the trees kept and the SHA-256 of the
text of the trees. Rows and labels are those of make_lightgbm_training.py.
"""
import hashlib
import json
import pathlib

import yaml
from qlib.contrib.model import gbdt

from make_lightgbm_training import Recorder, Segments

BASE = ("learning_rate: 0.2, lambda_l1: 0.5, lambda_l2: 1.5, max_depth: 4, num_leaves: 9, num_threads: 2, "
        "seed: 2026, deterministic: true, force_row_wise: true")
SHORT = "num_boost_round: 25, early_stopping_rounds: 3"

CASES = [
    ("plain", SHORT), ("without valid", SHORT),
    ("dart", SHORT + ", boosting: dart"), ("dart as boosting_type", SHORT + ", boosting_type: dart"),
    ("dart as boost", SHORT + ", boost: dart"), ("dart in capitals", SHORT + ", boosting: DART"),
    ("dart that is overruled", SHORT + ", boosting: gbdt, boost: dart"),
    ("dart and a second stop", SHORT + ", boosting: dart, early_stopping_round: 2"),
    ("random forest", SHORT + ", boosting: rf, bagging_freq: 1, bagging_fraction: 0.6, feature_fraction: 0.7"),
    ("random forest without bagging", SHORT + ", boosting: rf"),
    ("goss", SHORT + ", boosting: goss"), ("goss by strategy", SHORT + ", data_sample_strategy: goss"),
    ("linear tree", SHORT + ", linear_tree: true"), ("linear tree, penalized", SHORT + ", linear_tree: true, linear_lambda: 2"),
    ("extra trees", SHORT + ", extra_trees: true"),
    ("two metrics", SHORT + ", metric: [l1, l2]"), ("two metrics as text", SHORT + ", metric: 'l2,mape'"),
    ("first metric only", SHORT + ", metric: [mape, l2], first_metric_only: true"),
    ("first metric only, second stop",
     "num_boost_round: 40, early_stopping_rounds: 30, metric: [mape, l2], first_metric_only: true, early_stopping_round: 3"),
    ("higher is better", SHORT + ", loss: binary, metric: auc"),
    ("several of a binary loss", SHORT + ", loss: binary, metric: [binary_logloss, auc, average_precision]"),
    ("metric none", SHORT + ", metric: none"), ("metric null", SHORT + ", metric: null"),
    ("metric of no name", SHORT + ", metric: ''"), ("unknown metric", SHORT + ", metric: nothing"),
    ("metric none, no stop", "num_boost_round: 9, early_stopping_rounds: 0, metric: none"),
    ("alias of metric", SHORT + ", metrics: l1"), ("valid metric type", SHORT + ", metric_types: l1"),
    ("patience 0", "num_boost_round: 12, early_stopping_rounds: 0"),
    ("patience below 0", "num_boost_round: 12, early_stopping_rounds: -1"),
    ("patience null", "num_boost_round: 12, early_stopping_rounds: null"),
    ("patience of a float", "num_boost_round: 12, early_stopping_rounds: 2.0"),
    ("patience true", "num_boost_round: 12, early_stopping_rounds: true"),
    ("patience as text", "num_boost_round: 12, early_stopping_rounds: '2'"),
    ("rounds null", "num_boost_round: null"), ("rounds 0", "num_boost_round: 0"), ("rounds below 0", "num_boost_round: -3"),
    ("rounds of a float", "num_boost_round: 12.0"), ("rounds true", "num_boost_round: true"),
    ("rounds as text", "num_boost_round: '12'"),
] + [
    ("rounds as " + name, SHORT + ", %s: 4" % name)
    for name in ["num_iterations", "num_iteration", "n_iter", "num_tree", "num_trees", "num_round", "num_rounds", "nrounds",
                 "n_estimators", "max_iter"]
] + [
    ("two names of rounds", SHORT + ", n_estimators: 7, num_trees: 5"),
    ("main name of rounds beside another", SHORT + ", n_estimators: 7, num_iterations: 6"),
    ("rounds null beside a name", "num_boost_round: null, n_estimators: 6"),
    ("name of rounds null", SHORT + ", n_estimators: null"),
    ("name of rounds of a float", SHORT + ", n_estimators: 6.0"),
    ("second stop", "num_boost_round: 40, early_stopping_rounds: 30, early_stopping_round: 3"),
    ("second stop as early_stopping", "num_boost_round: 40, early_stopping_rounds: 30, early_stopping: 3"),
    ("second stop as n_iter_no_change", "num_boost_round: 40, early_stopping_rounds: 30, n_iter_no_change: 3"),
    ("second stop that is later", SHORT + ", early_stopping_round: 20"),
    ("second stop 0", SHORT + ", early_stopping_round: 0"), ("second stop null", SHORT + ", early_stopping_round: null"),
    ("second stop of a float", SHORT + ", early_stopping_round: 3.0"),
    ("second stop without the first", "num_boost_round: 40, early_stopping_rounds: 0, early_stopping_round: 3"),
    ("least gain", "num_boost_round: 40, early_stopping_rounds: 30, early_stopping_round: 3, early_stopping_min_delta: 0.01"),
    ("least gain alone", SHORT + ", early_stopping_min_delta: 0.01"),
    ("least gain below 0", SHORT + ", early_stopping_round: 3, early_stopping_min_delta: -0.5"),
    ("objective over loss", SHORT + ", objective: l1"), ("objective by another name", SHORT + ", application: l1"),
    ("unknown objective", SHORT + ", objective: nothing"), ("loss not of qlib", SHORT + ", loss: mae"),
    ("seed by another name", SHORT + ", random_state: 7, bagging_freq: 1, bagging_fraction: 0.5"),
    ("learning rate by another name", SHORT + ", eta: 0.05"), ("verbose", SHORT + ", verbose: 1"),
]


def trees(text):
    return text[text.index("Tree=0"):text.index("end of trees")].encode() if "Tree=0" in text else b""


def outcome(kwargs, valid):
    gbdt.R = Recorder()
    segments = Segments()
    if not valid:
        segments.segments = {"train": None}
    try:
        model = gbdt.LGBModel(**yaml.safe_load("{" + kwargs + "}"))
        model.fit(segments, verbose_eval=0)
        text = model.model.model_to_string()
    except Exception as error:
        return {"refused": type(error).__name__, "words": str(error)[:160]}
    return {"rounds": len(gbdt.R.rounds), "kept": model.model.num_trees(), "trees": hashlib.sha256(trees(text)).hexdigest()}


def main():
    cases = []
    for name, own in CASES:
        kwargs = own + ", " + ", ".join(part for part in BASE.split(", ") if part.split(":")[0] not in
                                         [part.split(":")[0] for part in own.split(", ")])
        valid = name != "without valid"
        cases.append({"name": name, "kwargs": kwargs, "valid": valid, **outcome(kwargs, valid)})
    path = pathlib.Path(__file__).parent / "lightgbm" / "callbacks.json"
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
