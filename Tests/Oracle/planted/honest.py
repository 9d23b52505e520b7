"""The honest workspaces: real qlib's results as they are, of every kind of model, score table and setting.

Each entry is name -> function(world) -> (market, conf, pred, label, fitted).
"""
from runs import FILLNA, ROBUST, configuration, gbdt, linear
import scores

YEAR = ("2020-07-01", "2021-06-30")
HALF = ("2020-07-01", "2020-12-31")
CRASH = ("2015-05-04", "2016-03-31")
LONG = ("2020-03-02", "2022-11-30")
CRASH_SEGMENTS = {"train": ["2014-07-01", "2015-01-30"], "valid": ["2015-02-02", "2015-04-30"], "test": list(CRASH)}
FULL_SEGMENTS = {"train": ["2018-01-02", "2018-12-28"], "valid": ["2019-01-02", "2019-06-28"],
                 "test": ["2019-07-01", "2019-12-31"]}


def tanh():
    return {"class": "TanhProcess", "kwargs": {}}


def of_model(model, window=HALF, **settings):
    def make(world):
        conf = configuration(window, model=model, **settings)
        fitted = world.fitted("later", conf)
        return "later", conf, fitted.pred, fitted.label, fitted
    return make


def of_scores(kind, window=HALF, market="later", segments=None, **settings):
    def make(world):
        conf = configuration(window, segments=segments, **settings)
        table = world.label(market, window)
        pred = kind(scores.persistent(table.index))
        # A dataset whose rows repeat gives SignalRecord labels that repeat with them; else SigAnaRecord stops.
        return market, conf, pred, table if pred.index.is_unique else table.reindex(pred.index), None
    return make


def same(pred):
    return pred


KINDS = {
    # Models.
    "lightgbm-small": of_model(gbdt(num_boost_round=5, num_leaves=4)),
    "lightgbm-three-leaves": of_model(gbdt(num_boost_round=1, num_leaves=3)),
    "lightgbm-early-stop": of_model(gbdt(num_boost_round=200, early_stopping_rounds=10), window=YEAR),
    "lightgbm-dart": of_model(gbdt(boosting="dart", num_boost_round=25)),
    "lightgbm-goss": of_model(gbdt(data_sample_strategy="goss")),
    "lightgbm-rf": of_model(gbdt(boosting="rf", bagging_freq=1, bagging_fraction=0.7, feature_fraction=0.8)),
    "lightgbm-linear-tree": of_model(gbdt(linear_tree=True)),
    "lightgbm-zscore": of_model(gbdt(), infer=({"class": "ZScoreNorm", "kwargs": {"fields_group": "feature"}}, FILLNA)),
    "lightgbm-minmax": of_model(gbdt(), infer=({"class": "MinMaxNorm", "kwargs": {"fields_group": "feature"}}, FILLNA)),
    "lightgbm-by-day": of_model(
        gbdt(), infer=({"class": "CSZScoreNorm", "kwargs": {"fields_group": "feature"}}, FILLNA),
        learn=[{"class": "DropnaLabel"}, {"class": "CSZScoreNorm", "kwargs": {"fields_group": "label"}}]),
    "lightgbm-tanh": of_model(gbdt(), infer=(ROBUST, FILLNA, tanh())),
    "lightgbm-tanh-raw": of_model(gbdt(), infer=(tanh(), FILLNA)),
    "ridge-robust": of_model(linear("ridge", alpha=0.05), window=YEAR),
    "ols-robust": of_model(linear("ols")),
    "ols-intercept": of_model(linear("ols", fit_intercept=True)),
    "ridge-tanh": of_model(linear("ridge", alpha=1.0), infer=(ROBUST, FILLNA, tanh())),
    "lasso-robust": of_model(linear("lasso", alpha=0.001)),
    "nnls-robust": of_model(linear("nnls")),
    # Score tables.
    "unique-year": of_scores(same, YEAR),
    "unique-crash": of_scores(same, CRASH, "crash", CRASH_SEGMENTS),
    "deciles-year": of_scores(scores.deciles, YEAR),
    "deciles-crash": of_scores(scores.deciles, CRASH, "crash", CRASH_SEGMENTS),
    "ties-later": of_scores(lambda pred: scores.ties_later(pred, 0.5)[0]),
    "ties-later-crash": of_scores(lambda pred: scores.ties_later(pred, 0.5)[0], CRASH, "crash", CRASH_SEGMENTS),
    "constant": of_scores(scores.constant),
    "one-day": of_scores(scores.one_day),
    "infinite": of_scores(scores.with_infinities),
    "missing-scores": of_scores(scores.with_missing),
    "float32-scores": of_scores(lambda pred: pred.astype("float32")),
    "unknown-stock": of_scores(scores.with_unknown_stock),
    "saturday": of_scores(scores.with_saturday),
    "duplicated-row": of_scores(scores.with_duplicate),
    "starting-late": of_scores(scores.starting_late),
    "day-without-scores": of_scores(scores.with_day_missing),
    "three-years": of_scores(same, LONG),
    # Settings.
    "hold-thresh": of_scores(scores.deciles, strategy={"topk": 15, "n_drop": 5, "hold_thresh": 5}),
    "only-tradable": of_scores(same, CRASH, "crash", CRASH_SEGMENTS,
                               strategy={"topk": 12, "n_drop": 3, "only_tradable": True}),
    "only-tradable-tied": of_scores(scores.deciles, CRASH, "crash", CRASH_SEGMENTS,
                                    strategy={"topk": 12, "n_drop": 3, "only_tradable": True}),
    "not-forbidden-at-limit": of_scores(scores.deciles, CRASH, "crash", CRASH_SEGMENTS, strategy={
        "topk": 12, "n_drop": 3, "forbid_all_trade_at_limit": False}),
    "open-price-small-account": of_scores(same, account=500_000, exchange={"deal_price": "open", "min_cost": 15}),
    "price-pair": of_scores(same, exchange={"deal_price": ["$open", "$close"]}),
    "benchmark-list": of_scores(scores.deciles, benchmark=["SH000300", "SH000905"]),
    "benchmark-list-with-unknown": of_scores(scores.deciles, benchmark=["SH000300", "SH999999"]),
    "benchmark-other": of_scores(same, benchmark="SH000905"),
    "no-lots-all-money": of_scores(scores.deciles, strategy={"topk": 20, "n_drop": 2, "risk_degree": 1.0},
                                   exchange={"trade_unit": None}),
    "impact-and-volume": of_scores(same, account=300_000_000, exchange={
        "impact_cost": 0.01, "volume_threshold": ["current", "0.02*$volume"]}),
    "narrow-limit": of_scores(same, exchange={"limit_threshold": 0.03}),
    "whole-drop": of_scores(scores.deciles, strategy={"topk": 6, "n_drop": 6}),
    "cash-settlement": of_scores(same, executor={"settle_type": "cash"}),
    "purchases-first": of_scores(same, executor={"trade_type": "parallel"}),
    "open-price": of_scores(same, exchange={"deal_price": "open"}),
    "open-price-tied": of_scores(scores.deciles, exchange={"deal_price": "open"}),
    "impact-and-volume-tied": of_scores(scores.deciles, account=300_000_000, exchange={
        "impact_cost": 0.01, "volume_threshold": ["current", "0.02*$volume"]}),
    "holidays-as-ends": of_scores(same, ("2020-07-04", "2021-01-03")),
    "narrow-money": of_scores(same, account=120_000, exchange={"min_cost": 5}),
    "quotes-of-a-universe": of_scores(scores.deciles, exchange={"codes": "csi300"}),
    "quotes-of-a-list": of_scores(same, exchange={"codes": [
        "SH600000", "SH600016", "SH600028", "SH600048", "SH600176", "SH600309", "SH600369", "SH600519", "SH600585",
        "SH600660", "SZ000001", "SZ000338", "SZ002415", "SH688688"]}),
    "no-drop": of_scores(same, strategy={"topk": 10, "n_drop": 0}),
    "enhanced-indexing-without-risk-data": of_scores(
        same, name="EnhancedIndexingStrategy", strategy={"riskmodel_root": "./riskdata", "market": "csi300"}),
    "full-market": of_scores(scores.deciles, ("2019-07-01", "2019-12-31"), "full", FULL_SEGMENTS,
                             strategy={"topk": 50, "n_drop": 5}, account=100_000_000),
}
