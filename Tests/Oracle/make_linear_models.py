"""Fits small linear models with qlib's LinearModel in float64 and prints what the Swift test expects; writes the
weights and scores of the same models over float32 features to Tests/Oracle/linear/float32.json.

Pinned: CPython 3.11.7, pyqlib 0.9.7, scikit-learn 1.9.1, scipy 1.17.1, numpy 2.4.6, pandas 3.1.1.

    python Tests/Oracle/make_linear_models.py
"""
import json
import pathlib
import warnings

import numpy
import pandas
from qlib.contrib.model.linear import LinearModel

FEATURES = ["A", "B", "TWICE_A", "FLAT"]


class Segments:
    """400 rows from a linear congruential generator; column 2 is twice column 0, column 3 is 0."""

    def __init__(self):
        state, rows = 7, []
        for _ in range(400):
            values = []
            for _ in range(3):
                state = (1664525 * state + 1013904223) % 2**32
                values.append((state >> 8) / 2.0**24 - 0.5)
            a, b, noise = values
            rows.append([a, b, 2 * a, 0.0, 0.75 + a - 0.5 * b + 0.125 * noise])
        columns = pandas.MultiIndex.from_tuples([("feature", name) for name in FEATURES] + [("label", "LABEL0")])
        self.frame = pandas.DataFrame(numpy.array(rows), columns=columns)

    def narrowed(self):
        """In float32, with a last feature that nearly repeats the sum of the first two."""
        own = self.frame.astype("float32")
        wave = numpy.float32(2.0**-12) * (numpy.arange(400) % 7).astype("float32")
        own[("feature", "FLAT")] = own[("feature", "A")] + own[("feature", "B")] + wave
        self.frame = own
        return self

    def prepare(self, name, col_set=None, data_key=None):
        rows = self.frame.iloc[:300] if name == "train" else self.frame.iloc[300:]
        return rows["feature"] if col_set == "feature" else rows


CASES = [
    dict(estimator="ols"), dict(estimator="ols", fit_intercept=True, include_valid=True),
    dict(estimator="ridge", alpha=10.0), dict(estimator="ridge", alpha=0.5, fit_intercept=True),
    dict(estimator="lasso", alpha=0.01), dict(estimator="lasso", alpha=0.002, fit_intercept=True),
    dict(estimator="lasso"), dict(estimator="lasso", alpha=5.0),
    dict(estimator="nnls"), dict(estimator="nnls", fit_intercept=True, include_valid=True),
]


def main():
    warnings.simplefilter("ignore")
    for kwargs in CASES:
        model = LinearModel(**kwargs).fit(Segments())
        print(kwargs, [repr(float(value)) for value in model.coef_], repr(float(model.intercept_)))
    narrow = []
    for kwargs in CASES:
        model = LinearModel(**kwargs).fit(Segments().narrowed())
        scores = model.predict(Segments().narrowed(), "test")
        narrow.append(dict(
            kwargs, type=str(scores.dtype), intercept=float(model.intercept_),
            weights=[float(value) for value in model.coef_], scores=[float(value) for value in scores]))
    path = pathlib.Path(__file__).parent / "linear" / "float32.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in narrow) + "\n]\n")


if __name__ == "__main__":
    main()
