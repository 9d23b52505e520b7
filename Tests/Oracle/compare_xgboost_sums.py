"""How XGBoost adds its trees: its own predictions beside sums of the leaves of its JSON form, made in three ways.

    python Tests/Oracle/compare_xgboost_sums.py

Needs numpy 2.4.6, scipy 1.17.1 and xgboost 3.2.0 (xgboost-cpu of PyPI) on Python 3.11; nothing is written.
"""

import json
import os
import tempfile

import numpy
import xgboost

ROWS, FEATURES, TREES = 20_000, 20, 300


def leaves(tree, rows):
    """The leaf of each row: left where the value is below the threshold, missing ones as the split says."""
    left, right, feature = (numpy.array(tree[name]) for name in ("left_children", "right_children", "split_indices"))
    threshold = numpy.array(tree["split_conditions"], numpy.float32)
    default = numpy.array(tree["default_left"]) == 1
    place = numpy.zeros(len(rows), int)
    while (left[place] >= 0).any():
        value = rows[numpy.arange(len(rows)), feature[place]]
        goes_left = numpy.where(numpy.isnan(value), default[place], value < threshold[place])
        place = numpy.where(left[place] < 0, place, numpy.where(goes_left, left[place], right[place]))
    return threshold[place]


def main():
    random = numpy.random.default_rng(1)
    rows = random.standard_normal((ROWS, FEATURES)).astype(numpy.float32)
    label = (rows[:, 0] * 0.3 + rows[:, 1] * rows[:, 2] * 0.2 + random.standard_normal(ROWS) * 0.5).astype(numpy.float32)
    rows[random.random(rows.shape) < 0.02] = numpy.nan
    booster = xgboost.train({"max_depth": 8, "eta": 0.05, "nthread": 2}, xgboost.DMatrix(rows, label), TREES)
    scores = booster.predict(xgboost.DMatrix(rows))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.json")
        booster.save_model(path)
        with open(path) as file:
            learner = json.load(file)["learner"]
    base = numpy.float32(learner["learner_model_param"]["base_score"].strip("[]"))
    trees = learner["gradient_booster"]["model"]["trees"]
    values = [leaves(tree, rows) for tree in trees]
    first, last = numpy.full(ROWS, base), numpy.zeros(ROWS, numpy.float32)
    for value in values:
        first, last = first + value, last + value
    for name, sums in (("float32, base first", first), ("float32, base last", last + base),
                       ("float64", (numpy.sum(values, axis=0, dtype=numpy.float64) + numpy.float64(base)).astype(numpy.float32))):
        differ = int((sums != scores).sum())
        print("%s: %d of %d scores differ, by up to %.2g" % (name, differ, ROWS, float(numpy.abs(sums - scores).max())))
    equal = sum(int((rows[:, f] == numpy.float32(c)).sum()) for tree in trees for f, c, l in
                zip(tree["split_indices"], tree["split_conditions"], tree["left_children"]) if l >= 0)
    print("values that are equal to a threshold: %d" % equal)
    print("xgboost", xgboost.__version__)


main()
