#!/usr/bin/env python3
"""Golden values of what a choice among trials is worth, by numpy on small made panels.

Writes selection/trials.csv (a column a trial, a row a day), selection/panel.csv (day,stock,factor,a,b,c,label) and
selection/golden.json: the probability of overfitting by combinatorially symmetric cross-validation as the paper states
it (Bailey, Borwein, Lopez de Prado and Zhu 2016), each half put together from its days; the marginal IC by
numpy.linalg.lstsq and numpy.corrcoef.
"""
import itertools, json, os, platform
import numpy as np

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "selection")
generator = np.random.default_rng(20160101)


def draw():
    return generator.random() - 0.5


def ratio(rows):
    return rows.mean(axis=0) / rows.std(axis=0, ddof=1)


def overfitting(returns, blocks):
    width = len(returns) // blocks
    parts = np.split(returns[len(returns) - blocks * width :], blocks)
    logits, pairs = [], []
    for chosen in itertools.combinations(range(blocks), blocks // 2):
        inside = ratio(np.concatenate([parts[i] for i in chosen]))
        outside = ratio(np.concatenate([parts[i] for i in range(blocks) if i not in chosen]))
        best = int(np.argmax(inside))
        rank = np.sum(outside < outside[best]) + (np.sum(outside == outside[best]) + 1) / 2
        share = rank / (returns.shape[1] + 1)
        logits.append(np.log(share / (1 - share)))
        pairs.append((inside[best], outside[best]))
    pairs = np.array(pairs)
    return {
        "blocks": blocks, "days": blocks * width, "splits": len(logits),
        "probability": float(np.mean(np.array(logits) <= 0)),
        "degradation": float(np.polyfit(pairs[:, 0], pairs[:, 1], 1)[0]),
        "loss": float(np.mean(pairs[:, 1] < 0)),
    }


def marginal(rows):
    rows = rows[np.isfinite(rows).all(axis=1)]
    factor, members, label = rows[:, 0], rows[:, 1:4], rows[:, 4]
    design = np.column_stack([np.ones(len(rows)), members])
    rest = factor - design @ np.linalg.lstsq(design, factor, rcond=None)[0]
    return float(np.corrcoef(rest, label)[0, 1])


def table(path, header, rows):
    with open(os.path.join(HERE, path), "w") as file:
        file.write(header + "\n")
        for row in rows:
            file.write(",".join("" if v != v else repr(float(v)) for v in row) + "\n")


os.makedirs(HERE, exist_ok=True)
market = [0.02 * draw() for _ in range(203)]
returns = np.array([[market[d] + 0.02 * draw() for _ in range(7)] for d in range(203)])
table("trials.csv", ",".join("t%d" % t for t in range(7)), returns)
panel = []
for day in range(5):
    for stock in range(40):
        a, b, c, noise = draw(), draw(), draw(), draw()
        factor = 0.7 * a - 0.2 * b + 0.5 * noise
        label = 0.3 * a + 0.2 * noise + draw()
        row = [factor, a, 100 + b, c + 0.5 * a, label]
        for place in range(5):
            if draw() > 0.47:
                row[place] = float("nan")
        panel.append([day, stock] + row)
panel = np.array(panel)
table("panel.csv", "day,stock,factor,a,b,c,label", panel)
golden = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__},
    "overfitting": [overfitting(returns, blocks) for blocks in (6, 10, 16)],
    "marginal": [marginal(panel[panel[:, 0] == day][:, 2:]) for day in range(5)],
}
with open(os.path.join(HERE, "golden.json"), "w") as file:
    json.dump(golden, file, indent=1)
    file.write("\n")
