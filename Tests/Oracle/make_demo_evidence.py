#!/usr/bin/env python3
"""Makes the two RD-Agent results of the demo: real pyqlib over the demo market, taken out by the exporter.

    aistock data export --market demo --output MARKET
    aistock rdagent exporter > export_recorder.py
    python Tests/Oracle/make_demo_evidence.py MARKET Sources/CEmbedded/demo export_recorder.py

Each result is a `qrun` of RD-Agent's template form in a scratch workspace (PYTHONHASHSEED=0, one
process), then `export_recorder.py`. `demo-faithful` is what it says. `demo-wrong-fees` was run with the
fees of another template and its configuration was put back afterwards: the numbers in it belong to
0.0001 of the traded value while its conf.yaml says 0.0005 and 0.0015, a fault that real workspaces have.
"""
import csv
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

TEMPLATE = """\
qlib_init:
    provider_uri: "qlib_data/cn_data"
    region: cn
    kernels: 1

market: &market csi300
benchmark: &benchmark SH000300

data_handler_config: &data_handler_config
    start_time: 2021-01-04
    end_time: 2024-12-30
    fit_start_time: 2021-01-04
    fit_end_time: 2022-09-30
    instruments: *market
    infer_processors:
        - class: FilterCol
          kwargs:
              fields_group: feature
              col_list: ["RESI5", "WVMA5", "RSQR5", "KLEN", "RSQR10", "CORR5", "CORD5", "CORR10",
                            "ROC60", "RESI10", "VSTD5", "RSQR60", "CORR60", "WVMA60", "STD5",
                            "RSQR20", "CORD60", "CORD10", "CORR20", "KLOW"
                        ]
        - class: RobustZScoreNorm
          kwargs:
              fields_group: feature
              clip_outlier: true
        - class: Fillna
          kwargs:
              fields_group: feature
    learn_processors:
        - class: DropnaLabel
        - class: CSRankNorm
          kwargs:
              fields_group: label
    label: ["Ref($close, -2) / Ref($close, -1) - 1"]

port_analysis_config: &port_analysis_config
    strategy:
        class: TopkDropoutStrategy
        module_path: qlib.contrib.strategy
        kwargs:
            signal: <PRED>
            topk: %(topk)d
            n_drop: %(n_drop)d
    backtest:
        start_time: 2023-07-03
        end_time: 2024-12-30
        account: 100000000
        benchmark: *benchmark
        exchange_kwargs:
            limit_threshold: 0.095
            deal_price: close
            open_cost: %(open_cost)s
            close_cost: %(close_cost)s
            min_cost: 5
task:
    model:
        class: LGBModel
        module_path: qlib.contrib.model.gbdt
        kwargs:
            loss: mse
            colsample_bytree: 0.8879
            learning_rate: 0.01
            subsample: 0.8789
            lambda_l1: 0.5
            lambda_l2: 2.0
            max_depth: 6
            num_leaves: 31
            num_threads: 1
            seed: %(seed)d
            deterministic: true
            force_row_wise: true
    dataset:
        class: DatasetH
        module_path: qlib.data.dataset
        kwargs:
            handler:
                class: Alpha158
                module_path: qlib.contrib.data.handler
                kwargs: *data_handler_config
            segments:
                train: [2021-01-04, 2022-09-30]
                valid: [2022-10-10, 2023-06-30]
                test: [2023-07-03, 2024-12-30]
    record:
        - class: SignalRecord
          module_path: qlib.workflow.record_temp
          kwargs:
            model: <MODEL>
            dataset: <DATASET>
        - class: SigAnaRecord
          module_path: qlib.workflow.record_temp
          kwargs:
            ana_long_short: False
            ann_scaler: 252
        - class: PortAnaRecord
          module_path: qlib.workflow.record_temp
          kwargs:
            config: *port_analysis_config
"""

TEMPLATE_FEES = dict(open_cost="0.0005", close_cost="0.0015")
OTHER_FEES = dict(open_cost="0.0001", close_cost="0.0001")
RESULTS = {
    "demo-faithful": (dict(topk=20, n_drop=3, seed=2026), TEMPLATE_FEES, TEMPLATE_FEES),
    "demo-wrong-fees": (dict(topk=10, n_drop=2, seed=7), OTHER_FEES, TEMPLATE_FEES),
}
LARGE = {"pred.csv.gz", "label.csv.gz", "positions.csv.gz"}


def run(workspace, configuration):
    """One qrun; MLflow's file store now and then trips over a metric being written, so it is tried again."""
    with open(os.path.join(workspace, "conf_baseline.yaml"), "w") as file:
        file.write(configuration)
    environment = dict(os.environ, PYTHONHASHSEED="0", MLFLOW_ALLOW_FILE_STORE="true", OMP_NUM_THREADS="1")
    for attempt in range(6):
        shutil.rmtree(os.path.join(workspace, "mlruns"), ignore_errors=True)
        qrun = os.path.join(os.path.dirname(sys.executable), "qrun")
        done = subprocess.run([qrun, "conf_baseline.yaml"], cwd=workspace, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode == 0:
            return
        print("attempt", attempt + 1, "failed:", done.stdout.strip().split("\n")[-1][:200])
    sys.exit("qrun failed:\n" + done.stdout[-3000:])


def tied_days(path):
    days = {}
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            days.setdefault(row["datetime"], []).append(row["score"])
    return sum(len(set(scores)) < len(scores) for scores in days.values()), len(days)


def main():
    market, output, exporter = (os.path.abspath(a) for a in sys.argv[1:4])
    for name, (strategy, run_fees, shown_fees) in RESULTS.items():
        with tempfile.TemporaryDirectory() as scratch:
            workspace = os.path.join(scratch, name)
            os.makedirs(os.path.join(workspace, "qlib_data"))
            os.symlink(market, os.path.join(workspace, "qlib_data", "cn_data"))
            run(workspace, TEMPLATE % dict(strategy, **run_fees))
            with open(os.path.join(workspace, "conf_baseline.yaml"), "w") as file:
                file.write(TEMPLATE % dict(strategy, **shown_fees))
            target = os.path.join(output, name)
            shutil.rmtree(target, ignore_errors=True)
            os.makedirs(target)
            subprocess.run([sys.executable, exporter, "--workspace", workspace, "--output", target], check=True)
            with open(os.path.join(target, "export.json")) as file:
                versions = json.load(file)["versions"]
            print(name, "days with tied scores: %d of %d" % tied_days(os.path.join(target, "pred.csv.gz")))
            digest = hashlib.sha256()
            for folder, names, files in sorted(os.walk(market)):
                for file in sorted(files):
                    with open(os.path.join(folder, file), "rb") as content:
                        digest.update(content.read())
            metadata = {
                "origin": "pyqlib over the demo market, made by Tests/Oracle/make_demo_evidence.py",
                "licence": "MIT, as the rest of this repository; the market is synthetic",
                "fees_of_the_run": run_fees, "fees_of_the_configuration": shown_fees, "versions": versions,
                "market_sha256": digest.hexdigest(),
                "files": {n: hashlib.sha256(open(os.path.join(target, n), "rb").read()).hexdigest()
                          for n in sorted(os.listdir(target))},
            }
            with open(os.path.join(target, "metadata.json"), "w") as file:
                json.dump(metadata, file, indent=2, sort_keys=True)
                file.write("\n")


if __name__ == "__main__":
    main()
