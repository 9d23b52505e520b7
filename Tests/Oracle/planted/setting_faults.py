"""Another setting than the configuration's."""
import copy

import keys
import places


def setting(causes, strategy=None, exchange=None, backtest=None, executor=None, only=None):
    return dict(causes=causes, strategy=strategy, exchange=exchange, backtest=backtest, executor=executor, only=only)


SETTINGS = {
    "topk": setting(["strategy"], strategy={"topk": 12}),
    "n-drop": setting(["strategy"], strategy={"n_drop": 3}),
    "risk-degree": setting(["strategy"], strategy={"risk_degree": 0.8}),
    "hold-thresh": setting(["strategy"], strategy={"hold_thresh": 4}),
    "only-tradable": setting(["strategy"], strategy={"only_tradable": True}, only="crash"),
    "forbid-at-limit": setting(["strategy", "limit"], strategy={"forbid_all_trade_at_limit": False}, only="crash"),
    "deal-price": setting(["deal-price"], exchange={"deal_price": "open"}),
    "open-cost": setting(["fees"], exchange={"open_cost": 0.001}),
    "close-cost": setting(["fees"], exchange={"close_cost": 0.0005}),
    "least-cost": setting(["fees"], exchange={"min_cost": 2000}),
    "account": setting(["account"], backtest={"account": 10_500_000}),
    "limit-threshold": setting(["limit"], exchange={"limit_threshold": 0.04}),
    "start": setting(["window"], backtest={"start_time": 7}),
    "end": setting(["window"], backtest={"end_time": -9}),
    "impact-cost": setting(["volume"], exchange={"impact_cost": 10.0}),
    "trade-unit": setting(["lots"], exchange={"trade_unit": None}),
    "benchmark": setting(["benchmark"], backtest={"benchmark": "SH000905"}),
    "volume-limit": setting(["volume"], exchange={"volume_threshold": ["current", "0.001*$volume"]}),
    "settlement": setting(["settlement"], executor={"settle_type": "cash"}),
    "topk-and-n-drop": setting(["strategy"], strategy={"topk": 13, "n_drop": 3}),
    "fees-and-deal-price": setting(["fees", "deal-price"], exchange={"deal_price": "open", "close_cost": 0.0005}),
    "account-and-risk-degree": setting(["account", "strategy"], strategy={"risk_degree": 0.9},
                                       backtest={"account": 10_800_000}),
    "n-drop-and-close-cost": setting(["strategy", "fees"], strategy={"n_drop": 4}, exchange={"close_cost": 0.0003}),
}


# The second turn: other values, the other way, other pairs.
OTHER_SETTINGS = {
    "topk": setting(["strategy"], strategy={"topk": 7}),
    "n-drop": setting(["strategy"], strategy={"n_drop": 1}),
    "risk-degree": setting(["strategy"], strategy={"risk_degree": 0.97}),
    "hold-thresh": setting(["strategy"], strategy={"hold_thresh": 2}),
    "only-tradable": setting(["strategy"], strategy={"only_tradable": True}, only="crash"),
    "deal-price": setting(["deal-price"], exchange={"deal_price": ["$close", "$open"]}),
    "both-costs": setting(["fees"], exchange={"open_cost": 0.0015, "close_cost": 0.0025}),
    "least-cost": setting(["fees"], exchange={"min_cost": 700}),
    "close-cost": setting(["fees"], exchange={"close_cost": 0.0017}),
    "account": setting(["account"], backtest={"account": 9_000_000}),
    "limit-threshold": setting(["limit"], exchange={"limit_threshold": 0.2}, only="crash"),
    "start": setting(["window"], backtest={"start_time": 2}),
    "end": setting(["window"], backtest={"end_time": -2}),
    "impact-cost": setting(["volume"], exchange={"impact_cost": 1.0}),
    "trade-unit": setting(["lots"], exchange={"trade_unit": 1000}),
    "benchmark": setting(["benchmark"], backtest={"benchmark": "SH000852"}),
    "purchases-first": setting(["settlement"], executor={"trade_type": "parallel"}),
    "topk-and-risk-degree": setting(["strategy"], strategy={"topk": 8, "risk_degree": 0.85}),
    "topk-and-costs": setting(["strategy", "fees"], strategy={"topk": 15},
                              exchange={"open_cost": 0.0001, "close_cost": 0.0001}),
    "start-and-benchmark": setting(["window", "benchmark"], backtest={"start_time": 5, "benchmark": "SH000905"}),
    "deal-price-and-hold-thresh": setting(["deal-price", "strategy"], strategy={"hold_thresh": 3},
                                          exchange={"deal_price": "open"}),
    "account-and-close-cost": setting(["account", "fees"], backtest={"account": 11_000_000},
                                      exchange={"close_cost": 0.0005}),
}


def plant_setting(world, name, kind, base, change):
    market, result = world.honest(base)
    conf = copy.deepcopy(result.conf)
    days = result.days()
    blocks = [conf["port_analysis_config"], conf["task"]["record"][-1]["kwargs"]["config"]]
    for block in blocks:
        block["strategy"]["kwargs"].update(change["strategy"] or {})
        block["backtest"]["exchange_kwargs"].update(change["exchange"] or {})
        for key, value in (change["backtest"] or {}).items():
            block["backtest"][key] = days[value] if key.endswith("_time") else value
        if change["executor"]:
            block["executor"] = {"class": "SimulatorExecutor", "module_path": "qlib.backtest.executor", "kwargs": {
                "time_per_step": "day", "generate_portfolio_metrics": True, **change["executor"]}}
    actual = world.run(market, conf, result.pred, result.label, result.fitted)
    world.exporter.export(actual, world.case(name), conf=result.conf)
    found = places.first(actual, result)
    if found is None:
        raise ValueError("the setting changes nothing")
    keys.finish(world, name, kind, base, world.market(market), change["causes"],
           [{"rung": "replayed", **keys.widened(found, actual, result)}],
           {k: v for k, v in change.items() if v and k not in ("causes", "only")})
