#!/usr/bin/env python3
"""Makes honest workspaces and workspaces with a planted fault, each with its answer key, by real qlib.

CPython 3.11.7, pyqlib 0.9.7, lightgbm 4.7.0, numpy 2.4.6, pandas 2.3.3, scikit-learn 1.9.1; PYTHONHASHSEED=0.

    aistock rdagent exporter > export_recorder.py
    PYTHONHASHSEED=0 python make_planted.py MARKET OUTPUT export_recorder.py [NAME...]

MARKET is a qlib provider folder that reaches from mid 2014 to the end of 2022. Below OUTPUT are written `markets/`
(cut out of MARKET), `cases/NAME/` (an exported workspace) and `cases/NAME.json` (what it is and what is right of it).
A NAME may end in `*`. Without names everything that is not there yet is made.
"""
import fnmatch
import json
import os
import sys
import time
import traceback

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cut_market  # noqa: E402
import faults  # noqa: E402
import honest  # noqa: E402
import runs  # noqa: E402


class World:
    """Markets, and what is made once and used by many cases."""

    def __init__(self, source, output, exporter):
        self.source, self.output = source, output
        self.exporter = runs.Exporter(exporter)
        self.kept = {}
        cuts = {"later": ("2019-01-02", "2022-12-30", 60, 0), "crash": ("2014-06-03", "2016-12-30", 60, 0.5)}
        for name, (first, last, count, offset) in cuts.items():
            if not os.path.isdir(self.market(name)):
                cut_market.cut(source, self.market(name), first, last, count, offset)

    def market(self, name):
        return self.source if name == "full" else os.path.join(self.output, "markets", name)

    def case(self, name):
        return os.path.join(self.output, "cases", name)

    def once(self, key, make):
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def label(self, market, window):
        return self.once(("label", market, window), lambda: runs.label(self.market(market), window))

    def fitted(self, market, conf):
        key = ("fitted", market, runs.yaml_text(conf["task"]))
        return self.once(key, lambda: runs.Fitted(self.market(market), conf))

    def run(self, market, conf, pred, label, fitted=None, path=None):
        return runs.Result(path or self.market(market), conf, pred, label, fitted)

    def honest(self, name):
        """(market, result) of an honest kind."""
        def make():
            market, conf, pred, label, fitted = honest.KINDS[name](self)
            return market, self.run(market, conf, pred, label, fitted)
        return self.once(("honest", name), make)

    def write_key(self, name, key):
        with open(self.case(name) + ".json", "w") as out:
            json.dump(key, out, indent=1, sort_keys=True)
            out.write("\n")


def make_honest(world, name):
    market, result = world.honest(name)
    world.exporter.export(result, world.case("honest-" + name))
    world.write_key("honest-" + name, {"kind": "honest", "market": world.market(market)})


def main():
    source, output, exporter = (os.path.abspath(path) for path in sys.argv[1:4])
    wanted = sys.argv[4:]
    os.makedirs(os.path.join(output, "cases"), exist_ok=True)
    world = World(source, output, exporter)
    jobs = {"honest-" + name: lambda n=name: make_honest(world, n) for name in honest.KINDS}
    jobs.update({name: lambda n=name, f=fault: faults.make(world, n, f) for name, fault in faults.catalogue().items()})
    failed = []
    for name, job in jobs.items():
        if wanted and not any(fnmatch.fnmatch(name, pattern) for pattern in wanted):
            continue
        if not wanted and os.path.exists(world.case(name) + ".json"):
            continue
        begun = time.time()
        try:
            job()
            print("%-50s %5.1f s" % (name, time.time() - begun), flush=True)
        except Exception as error:
            failed.append(name)
            print("%-50s FAILED %s: %s" % (name, type(error).__name__, str(error)[:300]), flush=True)
            if wanted:
                traceback.print_exc()
    print("%d failed: %s" % (len(failed), ", ".join(failed) or "none"))


if __name__ == "__main__":
    main()
