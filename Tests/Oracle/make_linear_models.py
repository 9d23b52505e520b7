"""Fits small linear models with qlib's LinearModel in float64 and prints what the Swift test expects.

Pinned: CPython 3.11.7, pyqlib 0.9.7, scikit-learn 1.9.1, scipy 1.17.1, numpy 2.4.6, pandas 3.1.1.

    python Tests/Oracle/make_linear_models.py
"""
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

    def prepare(self, name, col_set=None, data_key=None):
        return self.frame.iloc[:300] if name == "train" else self.frame.iloc[300:]


if __name__ == "__main__":
    for kwargs in (
        dict(estimator="ols"), dict(estimator="ols", fit_intercept=True, include_valid=True),
        dict(estimator="ridge", alpha=10.0), dict(estimator="ridge", alpha=0.5, fit_intercept=True),
    ):
        model = LinearModel(**kwargs).fit(Segments())
        print(kwargs, [repr(float(value)) for value in model.coef_], repr(float(model.intercept_)))
