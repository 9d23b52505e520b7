#!/usr/bin/env python3
"""Makes the goldens of the risk models: real pyqlib's estimators, and qlib's own example over a market.

    python Tests/Oracle/make_risk_models.py OUT
    python Tests/Oracle/make_risk_models.py OUT MARKET prepare_riskdata.py

The second form runs `examples/portfolio/prepare_riskdata.py` of qlib's repository (commit 69bb755f) as it stands, for three days of
csi300, and records digests, the components that it writes in float32 and the same in float64. It needs pandas below 3: newer ones
make `RiskModel.predict` stop at a table of returns ("output array is read-only"), and `pct_change` fill nothing.
"""
import hashlib
import importlib.util
import json
import os
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd
import qlib
import scipy
import sklearn
from qlib.model.riskmodel import POETCovEstimator, ShrinkCovEstimator, StructuredCovEstimator

from golden_files import versions, write

DAYS = ["2011-06-30", "2015-08-26", "2019-12-18"]


def draw(i, j, salt):
    """A number from -0.5 to below 0.5 by whole numbers alone: the test makes the same."""
    x = (i * 7919 + j * 104729 + i * j * 31 + salt * 15485863) % 1000003
    x = (x * x + 12345 * x + 6789 * (i + 1) * (j + 3)) % 1000003
    return x / 1000003 - 0.5


def returns(days, stocks, missing):
    x = np.empty((days, stocks))
    for i in range(days):
        for j in range(stocks):
            x[i, j] = 0.03 * draw(i, 0, 1) * (1 + draw(0, j, 2)) + 0.06 * draw(i, 0, 3) * draw(0, j, 4) + 0.02 * draw(i, j, 5) + 0.001
            if missing and ((i * 5 + j * 3) % 17 == 0 or i == 0):
                x[i, j] = np.nan
    return x


def library_versions():
    return dict(versions(), scipy=scipy.__version__, **{"scikit-learn": sklearn.__version__})


def save(path, rows):
    """A row a case and part: values row by row with blanks between; of a symmetric matrix the upper half."""
    def numbers(part, values):
        values = np.asarray(values, dtype=float)
        values = values[np.triu_indices(len(values))] if part in ("whole", "covariance") else values.ravel()
        return " ".join(repr(float(value)) for value in values)

    write(path, ["case", "part", "values"], [[case, part, numbers(part, values)] for case, part, values in rows])


def estimators():
    small, plain, tall, wide = returns(40, 12, True), returns(40, 12, False), returns(150, 12, True), returns(60, 502, True)
    rows = []

    def structured(name, x, factors, **options):
        model = StructuredCovEstimator(num_factors=factors, **options)
        f, c, v = model.predict(x.copy(), is_price=False, return_decomposed_components=True)
        rows.extend([(name, "exposures", f), (name, "covariance", c), (name, "variances", v)])
        if x.shape[1] < 100:
            rows.append((name, "whole", model.predict(x.copy(), is_price=False)))

    def whole(name, model, x):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows.append((name, "whole", model.predict(x.copy(), is_price=False)))

    for method in ("pca", "fa"):
        structured("structured %s small" % method, small, 3, factor_model=method)
        structured("structured %s plain" % method, plain, 3, factor_model=method)
        structured("structured %s centred" % method, small, 3, factor_model=method, assume_centered=True)
        structured("structured %s fractions" % method, small, 2, factor_model=method, scale_return=False)
        structured("structured %s tall" % method, tall, 4, factor_model=method)
        structured("structured %s wide" % method, wide, 5, factor_model=method)
    structured("structured pca many", small, 10)
    structured("structured pca widefull", wide[:10], 8)
    for method in ("soft", "hard", "scad"):
        for factors in (0, 2):
            for threshold in (0.3, 1.0):
                whole("poet %s %d %g fill" % (method, factors, threshold),
                      POETCovEstimator(num_factors=factors, thresh=threshold, thresh_method=method, nan_option="fill"), small)
    whole("poet soft 3 1 plain", POETCovEstimator(num_factors=3, assume_centered=True, scale_return=False), plain)
    whole("poet soft 0 1 ignore", POETCovEstimator(), small)
    whole("poet soft 0 1 mask", POETCovEstimator(nan_option="mask"), small)
    # `mask` has no day on which no stock trades: numpy makes the market of such a day missing.
    masked = small[1:]
    for target in ("const_var", "const_corr", "single_factor"):
        for alpha in ("lw", "oas", 0.0, 0.3, 1.0):
            if alpha == "oas" and target != "const_var":
                continue
            for option in ("fill", "mask", "ignore"):
                x = masked if option == "mask" else plain if option == "ignore" else small
                whole("shrink %s %s %s" % (target, alpha, option), ShrinkCovEstimator(alpha=alpha, target=target, nan_option=option), x)
            whole("shrink %s %s centred" % (target, alpha),
                  ShrinkCovEstimator(alpha=alpha, target=target, nan_option="mask", assume_centered=True, scale_return=False), masked)
    whole("shrink const_var 0.3 holes", ShrinkCovEstimator(alpha=0.3), small)
    return rows


def example(market, path):
    from qlib.data import D
    qlib.init(provider_uri=market, kernels=1)
    spec = importlib.util.spec_from_file_location("prepare_riskdata", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    calendar = [str(day)[:10] for day in D.calendar()]
    features, predict, seen = D.features, StructuredCovEstimator.predict, {}
    rows, documents = [], []
    for day in DAYS:
        def until(*arguments, **options):
            return features(*arguments, end_time=day, **options)

        def noted(self, x, **options):
            seen["returns"] = x.copy()
            return predict(self, x.copy(), **options)

        module.D = type("Data", (), {"features": staticmethod(until), "instruments": staticmethod(D.instruments)})
        StructuredCovEstimator.predict = noted
        with tempfile.TemporaryDirectory() as root:
            module.prepare_data(root, start_time=calendar[calendar.index(day) - 239])
            folder = os.path.join(root, day.replace("-", ""))
            risk = pd.read_pickle(os.path.join(folder, "specific_risk.pkl"))
        StructuredCovEstimator.predict = predict
        table = seen["returns"]
        assert table.shape[0] == 240 and (table.dtypes == np.float32).all()
        f, c, v = StructuredCovEstimator().predict(table.astype(np.float64), is_price=False, return_decomposed_components=True)
        codes = list(table.columns)
        bits = np.where(np.isnan(table.to_numpy()), np.float32(9), table.to_numpy()).T.astype("<f4").tobytes()
        documents.append({"day": day, "stocks": len(codes), "codes_sha256": hashlib.sha256("\n".join(codes).encode()).hexdigest(),
                          "returns_sha256": hashlib.sha256(bits).hexdigest()})
        rows += [(day, "exposures", f[::10]), (day, "covariance", c), (day, "specific", np.sqrt(v)), (day, "specific float32", risk)]
    return rows, documents


def main():
    out = sys.argv[1]
    os.makedirs(out, exist_ok=True)
    if len(sys.argv) == 2:
        save(os.path.join(out, "estimators.csv.gz"), estimators())
        document, name = {"versions": library_versions()}, "estimators.json"
    else:
        rows, documents = example(sys.argv[2], sys.argv[3])
        save(os.path.join(out, "market.csv.gz"), rows)
        document, name = {"versions": library_versions(), "days": documents}, "market.json"
    with open(os.path.join(out, name), "w") as file:
        file.write(json.dumps(document, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
