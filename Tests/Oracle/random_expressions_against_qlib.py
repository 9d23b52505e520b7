"""Compares random expressions of qlib's language with real qlib, cell by cell and refusal by refusal.

Needs a Python with Tests/Oracle/requirements.txt, a market folder and the built program:

  PYTHONHASHSEED=0 python random_expressions_against_qlib.py --aistock .build/release/aistock --market FOLDER \\
      --instruments SH600000,SZ000001 --count 300 --seed 1 [--depth 5] [--start D] [--end D]

Prints the seed, how many cells are identical in all bits, each expression that differs with its first cell, and what
one side computes and the other refuses. `pow` enters with the exponents 2 and 0.5 alone, which are exact in both.
Exit status 1 where anything differs.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")

FIELDS = ["$open", "$high", "$low", "$close", "$volume", "$factor", "$change"]
WINDOWS = [1, 2, 3, 5, 10, 20, 30, 60]
ONE = ["Abs", "Sign", "Log"]
ROLL = ["Mean", "Sum", "Std", "Var", "Skew", "Kurt", "Max", "Min", "Med", "Rank", "IdxMax", "IdxMin", "Mad", "Count", "WMA", "EMA", "Slope", "Rsquare", "Resi", "Delta"]
PAIR = ["Corr", "Cov"]
BIN = ["+", "-", "*", "/"]
CMP = [">", "<", ">=", "<=", "==", "!="]

def number(r):
    return r.choice(["0", "1", "2", "0.5", "1e-12", "3.7", "-1", "1000", "0.1"])

def numeric(r, depth):
    if depth <= 0 or r.random() < 0.12:
        return r.choice(FIELDS)
    k = r.random()
    a = lambda: numeric(r, depth - 1)
    if k < 0.22:
        left, right = a(), (number(r) if r.random() < 0.3 else a())
        if r.random() < 0.1: left, right = right, left
        if left[0] not in "$(" and not left[0].isalpha() and not right[0].isalpha() and right[0] not in "$(":
            left = a()
        return f"({left}{r.choice(BIN)}{right})"
    if k < 0.29:
        return f"{r.choice(ONE)}({a()})"
    if k < 0.30:
        return r.choice([f"Power({a()},{r.choice(['2', '0.5'])})", f"({a()}**2)", f"ChangeInstrument('{INST}',{a()})", f"Mask({a()},'{INST}')", f"(0-{a()})"])
    if k < 0.36:
        n = r.choice([1, 2, 5, 10, 60, -1, -2])
        return f"Ref({a()},{n})"
    if k < 0.68:
        op = r.choice(ROLL)
        n = r.choice(WINDOWS + [0] if op not in ("Skew", "Kurt", "Delta") else [0, 5, 10, 20] if op != "Delta" else [1, 3, 5])
        if op in ("Mean", "Sum", "Std", "Max", "EMA", "Count") and r.random() < 0.05: n = r.choice(["0.1", "0.3"])
        return f"{op}({a()},{n})"
    if k < 0.74:
        return f"Quantile({a()},{r.choice(WINDOWS)},{r.choice(['0', '0.2', '0.25', '0.5', '0.8', '1'])})"
    if k < 0.82:
        return f"{r.choice(PAIR)}({a()},{a()},{r.choice([2, 3, 5, 10, 20, 60])})"
    if k < 0.90:
        return f"{r.choice(['Greater', 'Less'])}({a()},{a() if r.random() < 0.7 else number(r)})"
    if k < 0.95:
        return f"If({boolean(r, depth - 1)},{a()},{a() if r.random() < 0.7 else number(r)})"
    return f"{r.choice(['Mean', 'Sum', 'Max', 'Std', 'Count', 'Slope', 'EMA'])}({boolean(r, depth - 1)},{r.choice(WINDOWS)})"

def boolean(r, depth):
    k = r.random()
    if k < 0.75 or depth <= 0:
        return f"({numeric(r, depth - 1)}{r.choice(CMP)}{numeric(r, depth - 1) if r.random() < 0.7 else number(r)})"
    if k < 0.85:
        return f"Not({boolean(r, depth - 1)})"
    return f"({boolean(r, depth - 1)}{r.choice('&|')}{boolean(r, depth - 1)})"

def ulp(a, b):
    def key(x):
        i = x.view(np.int32).astype(np.int64)
        return np.where(i < 0, np.int64(-2**31) - i, i)
    return np.abs(key(a) - key(b))

def main():
    p = argparse.ArgumentParser()
    p.add_argument("--aistock", required=True); p.add_argument("--market", required=True)
    p.add_argument("--instruments", required=True); p.add_argument("--count", type=int, default=300)
    p.add_argument("--seed", type=int, default=1); p.add_argument("--start"); p.add_argument("--end")
    p.add_argument("--depth", type=int, default=4)
    o = p.parse_args()
    r = random.Random(o.seed)
    global INST
    INST = o.instruments.split(',')[0]
    exprs = [numeric(r, r.randint(1, o.depth)) for _ in range(o.count)]
    import qlib
    from qlib.data import D
    qlib.init(provider_uri=o.market, region="cn", kernels=1, expression_cache=None, dataset_cache=None, logging_level=50)
    names = o.instruments.split(",")
    good, refs, raised = [], [], []
    for i, e in enumerate(exprs):
        try:
            with np.errstate(all="ignore"):
                f = D.features(names, [e], o.start, o.end)
            good.append((f"F{i}", e)); refs.append(f.iloc[:, 0])
        except Exception as x:
            raised.append((e, f"{type(x).__name__}: {x}"[:100]))
    print(f"seed {o.seed}: qlib computed {len(good)}, raised on {len(raised)}")
    with tempfile.TemporaryDirectory() as d:
        def ours(part):
            path = os.path.join(d, "e.tsv"); open(path, "w").writelines(f"{n}\t{e}\n" for n, e in part)
            cmd = [o.aistock, "factors", "compute", "--market", o.market, "--exprs", path, "--instruments", o.instruments, "--label", "--output", os.path.join(d, "o.csv"), "--quiet"]
            if o.start: cmd += ["--start", o.start]
            if o.end: cmd += ["--end", o.end]
            run = subprocess.run(cmd, capture_output=True, text=True)
            if run.returncode != 0: return None, run
            t = pd.read_csv(os.path.join(d, "o.csv"), dtype={n: np.float32 for n, _ in part}, parse_dates=["datetime"], float_precision="round_trip")
            return t.set_index(["instrument", "datetime"]), run
        cells = identical = 0; worst = []; refused = []
        table, _ = ours(good)
        for (n, e), ref in zip(good, refs):
            if table is not None: t = table
            else:
                t, run = ours([(n, e)])
                if t is None: refused.append((e, run.returncode, run.stderr.strip()[:200])); continue
            a = t[n]
            b = ref.astype(np.float32)
            j = pd.concat([a.rename("a"), b.rename("b")], axis=1)
            x, y = j["a"].to_numpy(np.float32), j["b"].to_numpy(np.float32)
            nx, ny = np.isnan(x), np.isnan(y)
            cells += len(x); same = (x == y) | (nx & ny); identical += same.sum()
            if not same.all():
                mask = (nx != ny).sum(); both = ~nx & ~ny & ~same
                u = ulp(x[both], y[both]).max() if both.any() else 0
                k = np.flatnonzero(~same)[0]
                worst.append((int(mask), int(u), int((~same).sum()), e, j.index[k], x[k], y[k]))
        accepted = [(e, why) for e, why in raised if ours([("F", e)])[0] is not None]
    print(f"cells {cells}, identical {identical} ({identical / max(cells, 1):.8f}); refused on both sides {len(raised) - len(accepted)}")
    for w in sorted(worst, key=lambda w: (-w[0], -w[1])): print("differs: masks %d, ulp %d, cells %d: %s at %s: %r here, %r qlib" % w)
    for x in refused: print("refused here:", x)
    for x in accepted: print("qlib raised, computed here:", x)
    return 1 if worst or refused or accepted else 0


sys.exit(main())
