#!/usr/bin/env python3
"""Makes the golden runs of the users' EnhancedTopkDropoutStrategy: real pyqlib over the demo market.

    aistock data export --market demo --output MARKET
    PYTHONHASHSEED=0 python Tests/Oracle/make_enhanced_golden.py MARKET Sources/CEmbedded/demo OUT

The strategy below is written from its rules (Sources/Records/Records.docc/Contracts.md), one by one, with qlib's own exchange,
executor and account under it. OUT receives one folder a case: report, orders, and case.json with
parameters, versions and hashes.
"""
import hashlib
import json
import math
import os
import sys

import numpy as np
import pandas as pd
import qlib
from qlib.backtest import backtest
from qlib.backtest.decision import Order, OrderDir, TradeDecisionWO
from qlib.contrib.strategy.signal_strategy import BaseSignalStrategy

from golden_files import ORDER_COLUMNS, recorded_orders, versions, write

EXCHANGE = dict(limit_threshold=0.095, deal_price="close", open_cost=0.0005, close_cost=0.0015, min_cost=5)


class EnhancedTopkDropoutStrategy(BaseSignalStrategy):
    def __init__(self, *, topk, n_drop, min_score=0.1, max_position_ratio=0.90, stop_loss=-0.10,
                 max_single_order_value=5e6, max_single_order_amount=5e6, lot_size=100, **kwargs):
        super().__init__(**kwargs)
        self.topk = topk
        self.min_score = min_score
        self.max_position_ratio = max_position_ratio
        self.stop_loss = stop_loss
        self.max_single_order_value = max_single_order_value
        self.max_single_order_amount = max_single_order_amount
        self.lot_size = lot_size
        self.entry_price = {}
        self.entry_amount = {}
        self.counts = {}

    def count(self, name):
        self.counts[name] = self.counts.get(name, 0) + 1

    def generate_trade_decision(self, execute_result=None):
        step = self.trade_calendar.get_trade_step()
        start, end = self.trade_calendar.get_step_time(step)
        before = self.trade_calendar.get_step_time(step, shift=1)
        exchange, position = self.trade_exchange, self.trade_position
        amounts = {c: position.get_stock_amount(c) for c in position.get_stock_list()}

        # 1: forget what is not held
        for code in list(self.entry_price):
            if amounts.get(code, 0) <= 0:
                del self.entry_price[code]
                self.entry_amount.pop(code, None)

        # 2: scores of the step before; none: nothing at all
        table = self.signal.get_signal(start_time=before[0], end_time=before[1])
        scores = None if table is None else (table["score"] if isinstance(table, pd.DataFrame) else table).dropna()
        if scores is None or len(scores) == 0:
            self.count("no scores")
            return TradeDecisionWO([], self)
        scores = scores.sort_index()

        def price_of(code, direction):
            price = exchange.get_deal_price(code, start, end, direction=direction)
            return math.nan if price is None else float(price)

        sells = {}
        for code in sorted(amounts):
            held, entry = amounts[code], self.entry_price.get(code)
            if entry is None:
                continue
            price = price_of(code, OrderDir.SELL)
            if price <= 0:
                continue
            r = (price - entry) / entry
            if r <= self.stop_loss:  # 3
                sells[code] = held
                self.count("stop loss")
            elif r >= 0.35:  # 4
                sells[code] = held
                self.count("gain 35")
            elif 0.25 <= r < 0.35:
                if code not in self.entry_amount:
                    self.entry_amount[code] = held
                sells[code] = min(0.3 * self.entry_amount[code], held)
                self.count("gain 25")
            elif 0.15 <= r < 0.25 and code not in self.entry_amount:
                self.entry_amount[code] = held
                sells[code] = 0.3 * held
                self.count("gain 15")

        # 5: what is no candidate leaves
        ranked = scores.sort_values(ascending=False, kind="stable")
        candidates = ranked[ranked >= self.min_score].head(self.topk)
        for code in sorted(amounts):
            if code not in candidates.index and code not in sells:
                sells[code] = amounts[code]
                self.count("no candidate")

        def order(code, amount, direction):
            return Order(stock_id=code, amount=amount, start_time=start, end_time=end, direction=direction)

        orders = [order(c, a, OrderDir.SELL) for c, a in sells.items()]
        if len(candidates) == 0:  # 6
            self.count("nobody qualifies")
            return TradeDecisionWO(orders, self)
        kept = [c for c in amounts if c not in sells]  # 7
        if len(kept) >= self.topk:
            return TradeDecisionWO(orders, self)

        weights = candidates ** 2 / (candidates ** 2).sum()  # 8
        cash = position.get_cash()
        budget = cash * self.max_position_ratio
        buys = 0
        for code, weight in weights.items():  # 9
            if buys >= self.topk - len(kept):
                break
            if code in kept or weight <= 0 or budget * weight <= 0:
                continue
            price = price_of(code, OrderDir.BUY)
            if math.isnan(price) or price <= 0:
                continue
            change = exchange.quote.get_data(code, start, end, field="$change", method="ts_data_last")
            if change is not None and np.isfinite(change) and abs(change) > 0.2:
                continue
            # 10: shares, divided by the factor where lots are of raw shares
            factor = exchange.get_factor(code, start, end)
            in_lots = not exchange.trade_w_adj_price and exchange.trade_unit is not None
            convert = (lambda s: s / factor) if in_lots else (lambda s: s)
            amount = convert(min(budget * weight, self.max_single_order_value) / price)
            amount = min(amount, convert(cash / price))
            # 11: whole units
            unit = exchange.get_amount_of_trade_unit(factor) if in_lots else self.lot_size
            amount = math.floor(amount / unit) * unit
            if amount > self.max_single_order_amount:
                amount = math.floor(self.max_single_order_amount / unit) * unit
            if amount > 0:  # 12
                orders.append(order(code, amount, OrderDir.BUY))
                buys += 1
                if code in sells:
                    self.count("bought back")
                if self.entry_price.get(code) is None:
                    self.entry_price[code] = price
        return TradeDecisionWO(orders, self)


CASES = {
    "plain": (("2023-07-03", "2023-12-29"), dict(topk=20, min_score=0.08)),
    "staged": (("2023-07-03", "2024-12-27"), dict(topk=60, min_score=-0.05, stop_loss=-0.08, max_position_ratio=0.5)),
    "capped": (("2024-01-02", "2024-06-28"), dict(topk=6, min_score=-0.2, max_single_order_value=6e5, max_single_order_amount=4e4)),
}


def main(market, demo, out):
    qlib.init(provider_uri=market, region="cn", kernels=1)
    path = os.path.join(demo, "demo-faithful", "pred.csv.gz")
    table = pd.read_csv(path)
    table["datetime"] = pd.to_datetime(table.iloc[:, 0])
    signal = table.set_index(["datetime", "instrument"])["score"].sort_index()
    for name, ((start, end), overrides) in CASES.items():
        parameters = dict(n_drop=5, **overrides)
        with recorded_orders() as rows:
            strategy = EnhancedTopkDropoutStrategy(signal=signal.to_frame(), **parameters)
            metrics, _ = backtest(
                start_time=start, end_time=end, strategy=strategy, account=20_000_000, benchmark="SH000300",
                executor={"class": "SimulatorExecutor", "module_path": "qlib.backtest.executor",
                          "kwargs": dict(time_per_step="day", generate_portfolio_metrics=True)},
                exchange_kwargs=dict(EXCHANGE))
        report = metrics["1day"][0]
        folder = os.path.join(out, name)
        os.makedirs(folder, exist_ok=True)
        columns = ["account", "total_turnover", "total_cost", "cash"]
        hashes = {
            "report.csv.gz": write(
                os.path.join(folder, "report.csv.gz"), ["datetime"] + columns,
                [[str(d.date())] + [float(r[c]) for c in columns] for d, r in report.iterrows()]),
            "trades.csv.gz": write(
                os.path.join(folder, "trades.csv.gz"), ORDER_COLUMNS, rows),
        }
        case = dict(
            strategy="EnhancedTopkDropoutStrategy", parameters=parameters, start_time=start, end_time=end,
            account=20_000_000, benchmark="SH000300", exchange=EXCHANGE, orders=len(rows),
            counts=strategy.counts, content_sha256=hashes,
            predictions_sha256=hashlib.sha256(open(path, "rb").read()).hexdigest(),
            versions=versions())
        with open(os.path.join(folder, "case.json"), "w") as file:
            json.dump(case, file, indent=1, sort_keys=True)
            file.write("\n")
        print(name, len(rows), strategy.counts, float(report.account.iloc[-1]))


if __name__ == "__main__":
    main(*sys.argv[1:4])
