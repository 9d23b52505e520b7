#!/usr/bin/env python3
"""Makes weights that qlib's EnhancedIndexingOptimizer finds with ECOS for random problems.

    python Tests/Oracle/make_weight_programs.py Tests/Oracle/strategies/programs.csv.gz

Real pyqlib 0.9.7, cvxpy 1.9.3, ecos 2.0.14, numpy 2.4.6. A row a case and name: values with blanks between. `trial` is 1
where all limits held, 2 where the turnover's was left out, 3 where no weights were found and the held ones came back.
"""
import sys

import numpy as np
import qlib.contrib.strategy.optimizer.enhanced_indexing as module

from golden_files import write


class Log(list):
    def warning(self, text):
        self.append(text)

    info = warning


def main(path):
    random = np.random.default_rng(7)
    rows = []
    for case in range(24):
        module.logger = log = Log()
        count = [8, 20, 30, 60][case % 4]
        factors = [1, 3, 8][case % 3]
        exposures, half = random.standard_normal((count, factors)), random.standard_normal((factors, factors)) * 0.01
        specific, index = 0.01 + 0.03 * random.random(count), random.random(count) ** 3
        index /= index.sum()
        held = np.clip(index + 0.01 * random.standard_normal(count) * (random.random(count) < 0.5), 0, None)
        held = held / held.sum() if case % 5 else np.zeros(count)
        if case % 5 == 1:
            held = random.random(count)
            held /= held.sum()
        scores = random.standard_normal(count)
        kept, leaving = random.random(count) < 0.05, random.random(count) < 0.05
        settings = dict(
            lamb=[1.0, 10.0, 0.1, 0.0, 1.0][case % 5], delta=[0.2, 0.05, 0.5][case // 2 % 3],
            b_dev=[0.05, 0.2, None][case // 3 % 3], f_dev=None if case % 2 else [0.5] * factors, scale_return=case % 6 != 5)
        weights = module.EnhancedIndexingOptimizer(**settings)(
            scores.copy(), exposures, half @ half.T, specific**2, held.copy(), index, kept, leaving)
        trial = 1 if not log else 3 if any("trial 2" in text for text in log) else 2
        values = dict(
            settings, scores=scores, exposures=exposures, covariance=half @ half.T, variances=specific**2, held=held,
            index=index, kept=kept, leaving=leaving, weights=weights, trial=trial)
        for name, value in values.items():
            if value is not None:
                rows.append([str(case), name, " ".join(repr(float(x)) for x in np.ravel(value))])
    write(path, ["case", "name", "values"], rows)


if __name__ == "__main__":
    main(sys.argv[1])
