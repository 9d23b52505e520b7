#!/usr/bin/env python3
"""Times training from the market to the scores here and in real qlib, in one run on one machine.

    python Tests/Benchmarks/training_against_qlib.py --market MARKET --conf conf.yaml [--program .build/release/aistock]

Both compute the features, run the processors, train and score the test segment of the same configuration;
qlib with as many processes as the machine has cores. Printed: seconds of each (wall and processor), their
ratio, and whether model and scores are the same bytes. Needs Tests/Oracle/requirements.txt and LightGBM's
library (`make lightgbm`).
"""
import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time

QLIB = """
import os, sys, tempfile
import qlib, yaml
from qlib.utils import init_instance_by_config
from qlib.workflow import R
market, conf, model_path, pred_path = sys.argv[1:]
with tempfile.TemporaryDirectory() as scratch:
    qlib.init(provider_uri=market, region="cn", exp_manager={
        "class": "MLflowExpManager", "module_path": "qlib.workflow.expm",
        "kwargs": {"uri": f"sqlite:///{scratch}/runs.db", "default_exp_name": "benchmark"}})
    task = yaml.safe_load(open(conf))["task"]
    dataset = init_instance_by_config(task["dataset"])
    model = init_instance_by_config(task["model"])
    model.fit(dataset)
    scores = model.predict(dataset, "test")
    model.model.save_model(model_path)
    with open(pred_path, "w") as out:
        out.write("datetime,instrument,score\\n")
        for (day, name), score in scores.sort_index().items():
            out.write("%s,%s,%s\\n" % (str(day)[:10], name, repr(float(score))))
    R.end_exp()
"""


def timed(command, env):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.time()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.time() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def content(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--market", required=True)
    parser.add_argument("--conf", required=True)
    parser.add_argument("--program", default=".build/release/aistock")
    given = parser.parse_args()
    environment = dict(os.environ, PYTHONHASHSEED="0")
    environment.setdefault("OMP_WAIT_POLICY", "passive")
    with tempfile.TemporaryDirectory() as scratch:
        own = os.path.join(scratch, "own")
        model, pred = os.path.join(scratch, "model.txt"), os.path.join(scratch, "pred.csv")
        here = timed(
            [given.program, "models", "train", "--conf", given.conf, "--market", given.market, "--output", own, "--quiet"],
            environment)
        there = timed([sys.executable, "-c", QLIB, given.market, given.conf, model, pred], environment)
        print("here  %7.1f s wall  %7.1f s processor" % here)
        print("qlib  %7.1f s wall  %7.1f s processor" % there)
        print("ratio %7.3f wall    %7.3f processor" % (here[0] / there[0], here[1] / there[1]))
        print("model.txt the same bytes:", content(model) == content(os.path.join(own, "model.txt")))
        print("scores the same bytes:   ", content(pred) == content(os.path.join(own, "pred.csv")))


if __name__ == "__main__":
    main()
