"""Rows of a small market for networks, with gaps and, on one day, without any label; each value follows from integers alone."""
import json

import numpy

SEED = 7
FEATURES = ["F%d" % number for number in range(6)]
STEP = 5
DAYS, NAMES = 60, 24
SEGMENTS = {"train": (8, 40), "valid": (41, 58)}
TRAINING = dict(n_epochs=12, lr=0.01, metric="loss", batch_size=32, early_stop=3, loss="mse", weight_decay=1e-4, optimizer="adam")
CASES = {
    "mlp": dict(file="mlp.py"),
    "mlp-plain-descent": dict(file="mlp.py", training=dict(optimizer="gd", lr=0.05, weight_decay=0.0, batch_size=50)),
    "mlp-double-labels": dict(file="mlp.py", label_type="float64"),
    "mlp-stops-early": dict(file="mlp.py", training=dict(lr=0.3, n_epochs=40, early_stop=2)),
    "gru": dict(file="gru.py", window=True), "lstm": dict(file="lstm.py", window=True), "alstm": dict(file="alstm.py", window=True),
    "transformer": dict(file="transformer.py", window=True), "tcn": dict(file="tcn.py", window=True),
    "gru-double-labels": dict(file="gru.py", window=True, label_type="float64"),
}


def market():
    """Keys (day, instrument) and values (features, then the label, which may be missing), by day, then instrument."""
    state, rows, keys = 11, [], []
    def draw():
        nonlocal state
        state = (1664525 * state + 1013904223) % 2**32
        return (state >> 8) / 2.0**24 - 0.5
    for day in range(DAYS):
        for name in range(NAMES):
            values = [draw() for _ in FEATURES]
            label = values[0] - 0.5 * values[1] * values[2] + 0.25 * draw()
            if draw() > 0.42 or (name == 3 and 20 <= day < 33) or (name == 5 and day < 12):
                continue
            rows.append(values + [label if day != 36 and draw() < 0.45 else float("nan")])
            keys.append((day, name))
    return numpy.array(keys, dtype="<i4"), numpy.array(rows, dtype="float32")


def arguments(case):
    return dict(num_features=len(FEATURES), **({"num_timesteps": STEP} if case.get("window") else {}))


def write_job(folder, case, code, **changes):
    """A JOB folder of the trainer: rows with a label, and the case's training."""
    keys, values = market()
    kept = ~numpy.isnan(values[:, -1])
    keys, values = keys[kept], values[kept]
    days = keys[:, 0]
    bounds = {name: [int(numpy.searchsorted(days, first)), int(numpy.searchsorted(days, end))] for name, (first, end) in SEGMENTS.items()}
    (folder / "model.py").write_text(code)
    numpy.ascontiguousarray(values[:, :-1]).tofile(folder / "features.f32")
    numpy.ascontiguousarray(values[:, -1]).tofile(folder / "label.f32")
    keys.tofile(folder / "keys.i32")
    job = {
        "schema": 1, "task": "train", "code": "model.py", "entry": "model_cls", "kwargs": arguments(case), "weights": None,
        "dataset": {"class": "TSDatasetH" if case.get("window") else "DatasetH", "step_len": STEP if case.get("window") else None},
        "training": dict(TRAINING, seed=SEED, **case.get("training", {})), "label_type": case.get("label_type", "float32"),
        "features": FEATURES, "rows": len(values), "segments": bounds}
    job.update(changes)
    (folder / "job.json").write_text(json.dumps(job))
    return job
