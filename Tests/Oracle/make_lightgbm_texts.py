"""Model texts of many kinds, small, as LightGBM writes them: what the reader of model texts must accept.

    python make_lightgbm_texts.py FOLDER

The files in `Tests/Oracle/lightgbm/texts` were made by lightgbm 4.7.0, and those whose names begin with `old-` by
lightgbm 2.3.1 (`version=v3` without `is_linear`); numpy 2.4 and 1.26. Labels and features are drawn from seed 5.
"""

import sys
import warnings

import lightgbm
import numpy

warnings.simplefilter("ignore")
folder = sys.argv[1]
old = lightgbm.__version__.startswith("2.")
random = numpy.random.default_rng(5)
rows = 400
features = random.normal(size=(rows, 4))
features[random.random(rows) < 0.2, 0] = numpy.nan
features[:, 2] = random.integers(-1, 9, rows)
features[:, 3] = 1.0
label = numpy.nan_to_num(features[:, 0]) + numpy.sin(features[:, 1]) + features[:, 2] % 3
classes = numpy.digitize(label, [0.5, 1.5]).astype(float)


def write(name, parameters, label=label, rounds=2, categories="auto"):
    parameters = {"verbosity": -1, "num_threads": 1, "num_leaves": 6, "min_data_in_leaf": 5, **parameters}
    data = lightgbm.Dataset(features, label=label, categorical_feature=categories, free_raw_data=False)
    model = lightgbm.train(parameters, data, rounds)
    model.save_model(f"{folder}/{'old-' if old else ''}{name}.txt")


write("numbers", {"objective": "regression"})
write("categories", {"max_cat_to_onehot": 2, "min_data_per_group": 1, "cat_smooth": 0}, categories=[2])
write("one-leaf", {"min_gain_to_split": 1e9})
if not old:
    write("one-leaf-linear", {"min_gain_to_split": 1e9, "linear_tree": True})
    write("linear", {"linear_tree": True}, categories=[2])
    write("dart", {"boosting": "dart", "drop_rate": 0.9, "skip_drop": 0}, rounds=4)
    write("forest", {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5})
    write("goss", {"boosting": "goss"})
    write("classes", {"objective": "multiclass", "num_class": 3}, label=classes, rounds=1)
    write("each-class", {"objective": "multiclassova", "num_class": 3}, label=classes, rounds=1)
    write("binary", {"objective": "binary", "sigmoid": 0.7}, label=(label > 1).astype(float))
    write("poisson", {"objective": "poisson"}, label=numpy.exp(label / 3))
    write("root", {"objective": "regression", "reg_sqrt": True})
    write("monotone", {"monotone_constraints": [1, -1, 0, 0]})
    write("two-bins", {"max_bin": 2})
    write("huge-labels", {}, label=label * 1e37)
    write("zero-as-missing", {"zero_as_missing": True})
