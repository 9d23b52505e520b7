"""Compares random expressions of qlib's language with real qlib, cell by cell and refusal by refusal.

Needs a Python with Tests/Oracle/requirements.txt, a market folder and the built program:

  PYTHONHASHSEED=0 python random_expressions_against_qlib.py --aistock .build/release/aistock --market FOLDER \\
      --instruments SH600000,SZ000001 --others SH000300 --count 300 --seed 1 [--depth 5] [--start D] [--end D]

Types are mixed on purpose: comparisons, shifted ones, half precision and whole numbers stand where prices do, windows
are zero, negative, fractional and Python's truth values, fields are missing or point-in-time, and parts are of other
instruments (--others), whose days may lie elsewhere. Each instrument is asked for by itself, since qlib stops a whole
query at one of them, and qlib's cache is emptied each time: `Rolling(x,5,'sem')` and `Rolling(x,5,'sum')` share a text.

Powers and logarithms agree in all bits where numpy runs on AVX-512 (`__svml_powf16`); elsewhere they differ by an ulp.

Prints the seed, how many cells are identical in all bits, each expression that differs with its first cell, and what
one side computes and the other refuses. Exit status 1 where anything differs.
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
ODD = ["0", "-1", "-3", "0.5", "0.3", "1.5", "2.0", "5.0", "0.0", "True", "False", "2", "3"]
ONE = ["Abs", "Sign", "Log"]
ROLL = ["Mean", "Sum", "Std", "Var", "Skew", "Kurt", "Max", "Min", "Med", "Rank", "IdxMax", "IdxMin", "Mad", "Count", "WMA", "EMA", "Slope", "Rsquare", "Resi", "Delta"]
FUNCTIONS = ["sum", "mean", "std", "var", "max", "min", "median", "skew", "kurt", "sem", "count", "rank", "cov", "corr", "first", "last", "nunique", "apply", "quantile", "Mean"]
BIN = ["+", "-", "*", "/"]
CMP = [">", "<", ">=", "<=", "==", "!="]
EXPONENTS = ["2", "0.5", "3", "1.3", "-1", "-0.5", "4", "-2", "0", "1", "0.1"]


class Grammar:
    """Random texts from one seed."""

    def __init__(self, r, others, odd):
        self.r, self.others, self.odd = r, others, odd

    def number(self):
        return self.r.choice(["0", "1", "2", "0.5", "1e-12", "3.7", "-1", "1000", "0.1", "True"])

    def window(self, plain):
        return self.r.choice(ODD) if self.r.random() < self.odd else self.r.choice(plain)

    def instrument(self):
        return self.r.choice(self.others)

    def leaf(self):
        k = self.r.random()
        if k > 0.985: return self.r.choice(["$nothere", "P($$roe_q)", "PRef($$roe_a,201903)", "$$roe_q", "P($close)", "P($$roe)"])
        return self.r.choice(FIELDS)

    def value(self, depth):
        """Mostly a price, sometimes a truth value where a price is expected."""
        return self.boolean(depth) if self.r.random() < 0.08 else self.numeric(depth)

    def numeric(self, depth):
        r = self.r
        if depth <= 0 or r.random() < 0.12: return self.leaf()
        k = r.random()
        a = lambda: self.value(depth - 1)
        if k < 0.20:
            left, right = a(), (self.number() if r.random() < 0.3 else a())
            if r.random() < 0.1: left, right = right, left
            if not any(c.isalpha() or c == "$" for c in left.replace("True", "").replace("e-12", "") + right.replace("True", "").replace("e-12", "")): left = a()
            return f"({left}{r.choice(BIN)}{right})"
        if k < 0.27: return f"{r.choice(ONE)}({a()})"
        if k < 0.31:
            return r.choice([f"Power({a()},{r.choice(EXPONENTS)})", f"({a()}**{r.choice(EXPONENTS)})", f"Power({a()},{a()})", f"Power({r.choice(['2', '1.7', '0.3'])},{a()})"])
        if k < 0.34:
            i = self.instrument()
            return r.choice([f"ChangeInstrument('{i}',{a()})", f"Mask({a()},'{i}')", f"({a()}{r.choice(BIN)}ChangeInstrument('{i}',{a()}))"])
        if k < 0.39: return f"Ref({a()},{r.choice(ODD) if r.random() < self.odd else r.choice([1, 2, 5, 10, 60, -1, -2])})"
        if k < 0.66:
            op = r.choice(ROLL)
            plain = [5, 10, 20, 0] if op in ("Skew", "Kurt") else [1, 3, 5] if op == "Delta" else WINDOWS + [0]
            return f"{op}({a()},{self.window(plain)})"
        if k < 0.71: return f"Quantile({a()},{self.window(WINDOWS)},{r.choice(['0', '0.2', '0.25', '0.5', '0.8', '1'])})"
        if k < 0.76: return f"Rolling({a()},{self.window(WINDOWS + [0])},'{r.choice(FUNCTIONS)}')"
        if k < 0.83: return f"{r.choice(['Corr', 'Cov'])}({a()},{a()},{self.window([2, 3, 5, 10, 20, 60])})"
        if k < 0.90: return f"{r.choice(['Greater', 'Less'])}({a()},{a() if r.random() < 0.7 else self.number()})"
        if k < 0.95: return f"If({self.value(depth - 1) if r.random() < 0.1 else self.boolean(depth - 1)},{a()},{a() if r.random() < 0.7 else self.number()})"
        return f"{r.choice(ROLL)}({self.boolean(depth - 1)},{self.window(WINDOWS)})"

    def boolean(self, depth):
        r = self.r
        k = r.random()
        if k < 0.55 or depth <= 0:
            return f"({self.value(depth - 1)}{r.choice(CMP)}{self.numeric(depth - 1) if r.random() < 0.7 else self.number()})"
        if k < 0.65: return f"Ref({self.boolean(depth - 1)},{r.choice([1, 2, 5, -1, 0])})"
        if k < 0.72: return f"Not({self.boolean(depth - 1)})"
        if k < 0.77: return f"ChangeInstrument('{self.instrument()}',{self.boolean(depth - 1)})"
        if k < 0.80: return f"({self.boolean(depth - 1)}*{r.choice(['1', '2', '1.5'])})"
        left = self.boolean(depth - 1)
        right = self.number() if r.random() < 0.06 else self.value(depth - 1) if r.random() < 0.12 else self.boolean(depth - 1)
        return r.choice([f"({left}{r.choice('&|')}{right})", f"{r.choice(['And', 'Or'])}({left},{right})"])


def ulp(a, b):
    def key(x):
        i = x.view(np.int32).astype(np.int64)
        return np.where(i < 0, np.int64(-2**31) - i, i)
    return np.abs(key(a) - key(b))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--aistock", required=True); p.add_argument("--market", required=True)
    p.add_argument("--instruments", required=True); p.add_argument("--others"); p.add_argument("--count", type=int, default=300)
    p.add_argument("--seed", type=int, default=1); p.add_argument("--start"); p.add_argument("--end")
    p.add_argument("--depth", type=int, default=4); p.add_argument("--odd", type=float, default=0.12)
    p.add_argument("--file", help="expressions, one a line, instead of random ones")
    o = p.parse_args()
    r = random.Random(o.seed)
    names = o.instruments.split(",")
    grammar = Grammar(r, (o.others or o.instruments).split(","), o.odd)
    if o.file: exprs = open(o.file).read().split("\n")[:-1]
    else: exprs = [grammar.boolean(r.randint(1, o.depth)) if r.random() < 0.15 else grammar.numeric(r.randint(1, o.depth)) for _ in range(o.count)]
    import qlib
    from qlib.data import D
    from qlib.data.cache import H
    qlib.init(provider_uri=o.market, region="cn", kernels=1, expression_cache=None, dataset_cache=None, logging_level=50)
    computed, raised = {}, {}
    for i, e in enumerate(exprs):
        for name in names:
            H["f"].clear()
            try:
                with np.errstate(all="ignore"):
                    series = D.features([name], [e], o.start, o.end).iloc[:, 0]
                if series.dtype == object: raise TypeError("no column of numbers")
                computed.setdefault(i, {})[name] = series
            except Exception as x:
                raised[(i, name)] = f"{type(x).__name__}: {x}"[:100]
    print(f"seed {o.seed}: {len(exprs)} expressions, {len(names)} instruments; qlib computed {sum(map(len, computed.values()))}, raised on {len(raised)}")
    with tempfile.TemporaryDirectory() as d:
        def ours(part, instruments):
            path = os.path.join(d, "e.tsv"); open(path, "w").writelines(f"F{i}\t{exprs[i]}\n" for i in part)
            cmd = [o.aistock, "factors", "compute", "--market", o.market, "--exprs", path, "--instruments", instruments, "--label", "--output", os.path.join(d, "o.csv"), "--quiet"]
            if o.start: cmd += ["--start", o.start]
            if o.end: cmd += ["--end", o.end]
            run = subprocess.run(cmd, capture_output=True, text=True)
            if run.returncode != 0: return None, run
            t = pd.read_csv(os.path.join(d, "o.csv"), dtype={f"F{i}": np.float32 for i in part}, parse_dates=["datetime"], float_precision="round_trip")
            return t.set_index(["instrument", "datetime"]), run
        cells = identical = 0; worst = []; refused = []
        for i, columns in computed.items():
            t, run = ours([i], ",".join(columns))
            if t is None: refused.append((exprs[i], list(columns), run.returncode, run.stderr.strip()[:200])); continue
            b = pd.concat(list(columns.values())).astype(np.float32)
            j = pd.concat([t[f"F{i}"].rename("a"), b.rename("b")], axis=1)
            x, y = j["a"].to_numpy(np.float32), j["b"].to_numpy(np.float32)
            nx, ny = np.isnan(x), np.isnan(y)
            cells += len(x); same = (x == y) | (nx & ny); identical += same.sum()
            if len(t) != len(b): worst.append((abs(len(t) - len(b)), 0, 0, exprs[i] + " (rows)", "", len(t), len(b)))
            if not same.all():
                mask = (nx != ny).sum(); both = ~nx & ~ny & ~same
                u = ulp(x[both], y[both]).max() if both.any() else 0
                k = np.flatnonzero(~same)[0]
                worst.append((int(mask), int(u), int((~same).sum()), exprs[i], j.index[k], x[k], y[k]))
        accepted = [(exprs[i], name, why) for (i, name), why in raised.items() if ours([i], name)[0] is not None]
    print(f"cells {cells}, identical {identical} ({identical / max(cells, 1):.8f}); refused on both sides {len(raised) - len(accepted)}")
    for w in sorted(worst, key=lambda w: (-w[0], -w[1])): print("differs: masks %d, ulp %d, cells %d: %s at %s: %r here, %r qlib" % w)
    for x in refused: print("refused here:", x)
    for x in accepted: print("qlib raised, computed here:", x)
    return 1 if worst or refused or accepted else 0


sys.exit(main())
