"""One backtest by real qlib, kept as `qrun` keeps it and taken out by the project's own exporter.

CPython 3.11.7, pyqlib 0.9.7, lightgbm 4.7.0, numpy 2.4.6, pandas 2.3.3, scikit-learn 1.9.1; PYTHONHASHSEED=0, one
process. Nothing of a result is computed here but the mean over days of what qlib's `calc_ic` gives: model, predictions,
curve, holdings, indicators and risk numbers are qlib's own objects.
The recorder is written in the folder form of MLflow's file store, which is what the exporter reads.
"""
import contextlib
import copy
import io
import logging
import os
import pickle
import shutil
import subprocess
import sys
import warnings
from unittest import mock

import numpy as np
import pandas as pd
import yaml

LABEL = "Ref($close, -2) / Ref($close, -1) - 1"
FEATURES = [
    ["($close-$open)/$open", "($high-$low)/$open", "$close/Ref($close,5)-1", "$close/Ref($close,20)-1",
     "Std($close,10)/$close", "Mean($volume,5)/($volume+1e-12)", "Corr($close,Log($volume+1),10)",
     "($close-Min($low,20))/(Max($high,20)-Min($low,20)+1e-12)"],
    ["KMID", "KLEN", "ROC5", "ROC20", "STD10", "VMA5", "CORR10", "RSV20"]]
ROBUST = {"class": "RobustZScoreNorm", "kwargs": {"fields_group": "feature", "clip_outlier": True}}
FILLNA = {"class": "Fillna", "kwargs": {"fields_group": "feature"}}
LEARN = [{"class": "DropnaLabel"}, {"class": "CSRankNorm", "kwargs": {"fields_group": "label"}}]

_market = None


def use(market):
    """qlib over this market; caches of another market are emptied."""
    global _market
    if _market == market:
        return
    import qlib
    warnings.filterwarnings("ignore")
    qlib.init(provider_uri=market, region="cn", kernels=1, logging_level=logging.ERROR,
              mem_cache_size_limit=10**7, clear_mem_cache=True)
    logging.getLogger("qlib").setLevel(logging.ERROR)
    _market = market


def forget():
    """The market on disk has changed: the next `use` reads it again."""
    global _market
    _market = None


def configuration(window, segments=None, model=None, infer=(ROBUST, FILLNA), learn=LEARN, strategy=None, exchange=None,
                  account=10_000_000, benchmark="SH000300", executor=None, fit=None, name="TopkDropoutStrategy"):
    """The qrun configuration, as a dictionary."""
    segments = segments or {"train": ["2019-02-01", "2019-12-31"], "valid": ["2020-01-02", "2020-06-30"],
                            "test": list(window)}
    fit = fit or segments["train"]
    processors = copy.deepcopy(list(infer))
    for processor in processors:
        if processor["class"] in ("RobustZScoreNorm", "ZScoreNorm", "MinMaxNorm"):
            processor["kwargs"].update(fit_start_time=fit[0], fit_end_time=fit[1])
    portfolio = {
        "strategy": {"class": name, "module_path": "qlib.contrib.strategy",
                     "kwargs": {"signal": "<PRED>", **(strategy or {"topk": 10, "n_drop": 2})}},
        "backtest": {
            "start_time": window[0], "end_time": window[1], "account": account, "benchmark": benchmark,
            "exchange_kwargs": {**{"limit_threshold": 0.095, "deal_price": "close", "open_cost": 0.0005,
                                   "close_cost": 0.0015, "min_cost": 5}, **(exchange or {})}}}
    if executor:
        portfolio["executor"] = {"class": "SimulatorExecutor", "module_path": "qlib.backtest.executor", "kwargs": {
            "time_per_step": "day", "generate_portfolio_metrics": True, **executor}}
    handler = {
        "class": "DataHandlerLP", "module_path": "qlib.data.dataset.handler", "kwargs": {
            "start_time": segments["train"][0], "end_time": segments["test"][1], "instruments": "csi300",
            "infer_processors": processors, "learn_processors": copy.deepcopy(list(learn)),
            "data_loader": {"class": "QlibDataLoader", "module_path": "qlib.data.dataset.loader", "kwargs": {
                "config": {"feature": FEATURES, "label": [[LABEL], ["LABEL0"]]}}}}}
    return {
        "qlib_init": {"provider_uri": "./market", "region": "cn", "kernels": 1},
        "market": "csi300", "benchmark": benchmark, "port_analysis_config": portfolio,
        "task": {
            "model": model or {"class": "ScoreFile", "module_path": "score_file", "kwargs": {}},
            "dataset": {"class": "DatasetH", "module_path": "qlib.data.dataset",
                        "kwargs": {"handler": handler, "segments": segments}},
            "record": [
                {"class": "SignalRecord", "module_path": "qlib.workflow.record_temp",
                 "kwargs": {"model": "<MODEL>", "dataset": "<DATASET>"}},
                {"class": "SigAnaRecord", "module_path": "qlib.workflow.record_temp",
                 "kwargs": {"ana_long_short": False, "ann_scaler": 252}},
                {"class": "PortAnaRecord", "module_path": "qlib.workflow.record_temp",
                 "kwargs": {"config": copy.deepcopy(portfolio)}}]}}


def gbdt(**kwargs):
    return {"class": "LGBModel", "module_path": "qlib.contrib.model.gbdt", "kwargs": {
        "loss": "mse", "learning_rate": 0.05, "num_leaves": 7, "num_boost_round": 20, "num_threads": 1, "seed": 7,
        "deterministic": True, "force_row_wise": True, **kwargs}}


def linear(estimator, **kwargs):
    return {"class": "LinearModel", "module_path": "qlib.contrib.model.linear",
            "kwargs": {"estimator": estimator, **kwargs}}


def label(market, test):
    """The raw label of every row of the test segment, as SignalRecord keeps it."""
    use(market)
    from qlib.data import D
    frame = D.features(D.instruments("csi300"), [LABEL], start_time=test[0], end_time=test[1])
    frame.columns = ["LABEL0"]
    return frame.swaplevel(0, 1).sort_index()


class Fitted:
    """A model with its predictions and labels, and what qrun logs of its training."""

    def __init__(self, market, conf):
        use(market)
        from qlib.utils import init_instance_by_config
        with contextlib.redirect_stdout(io.StringIO()):
            self.dataset = init_instance_by_config(conf["task"]["dataset"])
            self.model = init_instance_by_config(conf["task"]["model"])
            results = {}
            if conf["task"]["model"]["class"] == "LGBModel":
                # Without an experiment there is no recorder to log each round to; the last round is kept below.
                with mock.patch("qlib.contrib.model.gbdt.R"):
                    self.model.fit(self.dataset, evals_result=results)
            else:
                self.model.fit(self.dataset)
        self.metrics = {"%s.%s" % (loss, segment): values[-1] for segment, losses in results.items()
                        for loss, values in losses.items()}
        pred = self.model.predict(self.dataset)
        self.pred = (pred.to_frame("score") if isinstance(pred, pd.Series) else pred).sort_index()
        from qlib.data.dataset.handler import DataHandlerLP
        self.label = self.dataset.prepare("test", col_set="label", data_key=DataHandlerLP.DK_R)


class Result:
    """What qrun would have logged of this configuration on these predictions."""

    def __init__(self, market, conf, pred, label, fitted=None):
        use(market)
        from qlib.backtest import backtest
        from qlib.contrib.eva.alpha import calc_ic
        from qlib.contrib.evaluate import indicator_analysis, risk_analysis
        self.conf, self.pred, self.label, self.fitted = conf, pred, label, fitted
        block = copy.deepcopy(conf["port_analysis_config"])
        block["strategy"]["kwargs"]["signal"] = pred
        executor = block.get("executor") or {
            "class": "SimulatorExecutor", "module_path": "qlib.backtest.executor",
            "kwargs": {"time_per_step": "day", "generate_portfolio_metrics": True}}
        for key in ("limit_threshold", "deal_price", "volume_threshold"):
            value = block["backtest"]["exchange_kwargs"].get(key)
            if isinstance(value, list):
                block["backtest"]["exchange_kwargs"][key] = tuple(value)
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            portfolio, indicator = backtest(executor=executor, strategy=block["strategy"], **block["backtest"])
        self.report, self.positions = portfolio["1day"]
        self.indicators = indicator["1day"][0]
        self.metrics = dict(fitted.metrics) if fitted else {}
        if not pred.empty:
            joined = label.iloc[:, 0] if label.index.equals(pred.index) else label.iloc[:, 0].reindex(pred.index)
            ic, rank = calc_ic(pred.iloc[:, 0], joined)
            with np.errstate(all="ignore"):
                self.metrics.update({"IC": ic.mean(), "ICIR": ic.mean() / ic.std(), "Rank IC": rank.mean(),
                                     "Rank ICIR": rank.mean() / rank.std()})
        curves = {"excess_return_without_cost": self.report["return"] - self.report["bench"],
                  "excess_return_with_cost": self.report["return"] - self.report["bench"] - self.report["cost"]}
        for name, curve in curves.items():
            for metric, value in risk_analysis(curve, freq="1day")["risk"].items():
                self.metrics["1day.%s.%s" % (name, metric)] = value
        for metric, value in indicator_analysis(self.indicators)["value"].items():
            self.metrics["1day." + metric] = value

    def holdings(self):
        """{day: {stock: (amount, price, count_day)}}"""
        found = {}
        for stamp, holding in self.positions.items():
            entries = getattr(holding, "position", holding)
            found[stamp.strftime("%Y-%m-%d")] = {
                code: (entry["amount"], entry["price"], entry.get("count_day", 0))
                for code, entry in entries.items() if isinstance(entry, dict)}
        return found

    def days(self):
        return [stamp.strftime("%Y-%m-%d") for stamp in self.report.index]


class Exporter:
    """The project's exporter, run as a user runs it."""

    def __init__(self, path):
        self.path = path

    def export(self, result, target, conf=None, pred=None, model=None):
        """Writes the exported workspace; `conf`, `pred` and `model` stand in for what really ran."""
        scratch = target + ".scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        run = os.path.join(scratch, "mlruns", "1", "0123456789abcdef0123456789abcdef")
        for folder in ("artifacts/portfolio_analysis", "metrics", "params"):
            os.makedirs(os.path.join(run, folder))
        with open(os.path.join(run, "meta.yaml"), "w") as out:
            out.write("run_id: 0123456789abcdef0123456789abcdef\nstatus: 3\nstart_time: 1700000000000\n"
                      "end_time: 1700000600000\n")
        with open(os.path.join(run, "params", "cmd-sys.argv"), "w") as out:
            out.write("qrun conf.yaml")
        with open(os.path.join(scratch, "conf.yaml"), "w") as out:
            out.write(yaml_text(conf or result.conf))
        kept = {"pred.pkl": result.pred if pred is None else pred, "label.pkl": result.label,
                "portfolio_analysis/report_normal_1day.pkl": result.report,
                "portfolio_analysis/positions_normal_1day.pkl": result.positions,
                "portfolio_analysis/indicators_normal_1day.pkl": result.indicators}
        if model is not None or result.fitted is not None:
            kept["params.pkl"] = model if model is not None else result.fitted.model
        for name, value in kept.items():
            with open(os.path.join(run, "artifacts", name), "wb") as out:
                pickle.dump(value, out)
        for name, value in result.metrics.items():
            with open(os.path.join(run, "metrics", name), "w") as out:
                out.write("1700000000000 %r 0\n" % float(value))
        done = subprocess.run([sys.executable, self.path, "--workspace", scratch, "--output", target],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise RuntimeError("the exporter: " + done.stdout.strip()[-300:])
        shutil.rmtree(scratch)


class PlainYAML(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def yaml_text(conf):
    return yaml.dump(conf, Dumper=PlainYAML, sort_keys=False, allow_unicode=True, width=10000)
