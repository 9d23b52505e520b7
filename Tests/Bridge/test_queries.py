"""What the bridge says of account, positions, orders, trades, quotes and history, and that absence is never emptiness."""
import datetime
import time

from support import ACCOUNT, BridgeCase, qmt_bridge

MILLISECONDS = 1000


def moment(day, hour, minute, second=0):
    parts = [int(part) for part in day.split("-")]
    return int(datetime.datetime(*parts, hour, minute, second, tzinfo=qmt_bridge.CHINA).timestamp())


class QueryTests(BridgeCase):
    accounts = (ACCOUNT, "20000001")

    def test_health_tells_the_state_of_everything(self):
        self.begin()
        status, health = self.get("/v1/health")
        self.assertEqual(status, 200)
        self.assertEqual(sorted(health), [
            "accounts", "bridge", "connected", "last_event", "problem", "protocol", "session", "time", "unknown_orders",
            "xtquant"])
        self.assertEqual((health["connected"], health["problem"], health["protocol"]), (True, None, 1))
        self.assertEqual(health["xtquant"], "scripted_1")
        self.assertEqual(health["accounts"][0], {"account": ACCOUNT, "subscribed": True, "status": "unknown", "killed": False})
        self.assertLess(abs(qmt_bridge.seconds_of_text(health["time"]) - time.time()), 5)

    def test_the_account_is_told_in_yuan_with_four_decimals(self):
        self.script(cash=512345.678949, positions={"600000.SH": [1200, 1000, 9.5]})
        self.market(_600000_SH={})
        self._write("market.json", {"600000.SH": {"tick": {"lastPrice": 10.52}}})
        self.begin()
        account = self.get("/v1/account?account=" + ACCOUNT)[1]
        del account["time"]
        self.assertEqual(account, {
            "account": ACCOUNT, "cash": 512345.6789, "frozen": 0.0, "market_value": 12624.0, "total": 524969.6789})

    def test_every_position_is_listed_also_of_unknown_kinds(self):
        self.script(positions={"600000.SH": [1200, 1000, 9.5], "00700.HK": [100, 100, 300.0], "10004567.SHO": [5, 5, 0.1]})
        self.begin()
        self.order("k1", instrument="SH600000", side="sell", quantity=300)
        rows = self.get("/v1/positions?account=" + ACCOUNT)[1]["positions"]
        self.assertEqual([(row["code"], row["instrument"]) for row in rows], [
            ("00700.HK", None), ("10004567.SHO", None), ("600000.SH", "SH600000")])
        self.assertEqual(rows[2], {
            "instrument": "SH600000", "code": "600000.SH", "name": "N600000.SH", "volume": 1200, "available": 700,
            "frozen": 300, "on_road": 0, "yesterday": 1200, "average_cost": 9.5, "price": 10.0, "market_value": 12000.0})

    def test_orders_and_trades_carry_their_keys(self):
        self.script(steps={"default": ["receive", "fill:100", "reply"]})
        self.begin()
        self.order("k1", strategy="baseline")
        status, answer = self.get("/v1/orders?account=" + ACCOUNT)
        row, = answer["orders"]
        when = row.pop("time")
        self.assertLess(abs(qmt_bridge.seconds_of_text(when) - time.time()), 5)
        remark = qmt_bridge.remark_of("k1")
        self.assertEqual(row, {
            "account": ACCOUNT, "order_id": "1000001", "exchange_id": "S1000001", "key": "k1", "remark": remark,
            "strategy": "baseline", "instrument": "SH600000", "code": "600000.SH", "side": "buy", "quantity": 200,
            "filled": 100, "price": 10.52, "average_price": 10.52, "status": "part_filled", "status_code": 55, "open": True,
            "cancel_pending": False, "message": ""})
        trade, = self.get("/v1/trades?account=" + ACCOUNT)[1]["trades"]
        trade.pop("time")
        self.assertEqual(trade, {
            "account": ACCOUNT, "trade_id": "T000001", "order_id": "1000001", "exchange_id": "S1000001", "key": "k1",
            "remark": remark, "instrument": "SH600000", "code": "600000.SH", "side": "buy", "volume": 100, "price": 10.52,
            "amount": 1052.0, "commission": None})
        self.assertEqual(self.get("/v1/orders?account=20000001")[1]["orders"], [])

    def test_open_orders_are_those_that_can_still_trade(self):
        self.begin()
        self.order("k1")
        self.script(steps={"default": ["receive", "fill:rest", "reply"]})
        self.order("k2")
        self.script(steps={"default": ["receive", "reject", "reply"]})
        self.order("k3")
        orders = self.get("/v1/orders?account=" + ACCOUNT)[1]["orders"]
        self.assertEqual([row["status"] for row in orders], ["accepted", "filled", "rejected"])
        self.assertEqual(orders[2]["message"], "scripted reject")
        opened = self.get("/v1/orders?account=" + ACCOUNT + "&open=true")[1]["orders"]
        self.assertEqual([row["key"] for row in opened], ["k1"])

    def test_an_absent_qmt_is_an_error_on_every_route(self):
        self.script(is_away=True)
        self.begin(wait=False)
        self.until(lambda: self.bridge.problem.message != "QMT is not connected.")
        for route in ("account", "positions", "orders", "trades"):
            self.assertProblem(self.get("/v1/{}?account={}".format(route, ACCOUNT)), 503, "qmt.away")
        cancel = self.call("POST", "/v1/cancel", {"account": ACCOUNT, "order_id": "1"})
        self.assertProblem(cancel, 503, "qmt.away")
        health = self.get("/v1/health")
        self.assertEqual((health[0], health[1]["connected"], health[1]["problem"]["id"]), (200, False, "qmt.away"))

    def test_an_account_that_is_not_ready_in_qmt_is_an_error(self):
        self.script(unsubscribed=["20000001"], statuses={ACCOUNT: 4})
        self.begin()
        health = self.get("/v1/health")[1]
        self.assertEqual(
            [(row["subscribed"], row["status"]) for row in health["accounts"]], [(True, "initializing"), (False, "unknown")])
        for account in self.accounts:
            for route in ("account", "positions", "orders", "trades"):
                self.assertProblem(self.get("/v1/{}?account={}".format(route, account)), 503, "qmt.account-away")
        self.assertProblem(self.order("k1"), 503, "qmt.account-away")
        self.assertProblem(self.get("/v1/order?key=k1"), 404, "order.unknown-key")
        status = type("Status", (), {"m_strAccountID": ACCOUNT, "m_nStatus": 0, "account_id": ACCOUNT})
        self.bridge.reported("account_status", status)
        self.assertEqual(self.get("/v1/positions?account=" + ACCOUNT)[1]["positions"], [])

    def test_a_silent_qmt_is_an_error_within_the_timeout(self):
        self.call_timeout = 0.15
        self.begin()
        self.script(hang=["query_stock_positions", "query_stock_orders"])
        self.assertProblem(self.get("/v1/positions?account=" + ACCOUNT), 503, "qmt.silent")
        self.assertProblem(self.get("/v1/orders?account=" + ACCOUNT), 503, "qmt.silent")
        self.assertEqual(self.get("/v1/account?account=" + ACCOUNT)[0], 200)

    def test_nothing_and_exceptions_are_errors(self):
        self.begin()
        queries = {"account": "query_stock_asset", "positions": "query_stock_positions", "orders": "query_stock_orders",
                   "trades": "query_stock_trades"}
        for route, query in queries.items():
            self.script(none=[query])
            self.assertProblem(self.get("/v1/{}?account={}".format(route, ACCOUNT)), 503, "qmt.no-answer")
            self.script(**{"raise": [query]})
            self.assertProblem(self.get("/v1/{}?account={}".format(route, ACCOUNT)), 503, "qmt.away")

    def test_an_empty_list_that_contradicts_the_account_is_an_error(self):
        self.script(positions={"600000.SH": [100, 100, 9.5]})
        self.begin()
        self.order("k1", side="sell", quantity=100)
        self.script(positions={"600000.SH": [100, 100, 9.5]}, empty=["query_stock_positions", "query_stock_orders"])
        self.assertProblem(self.get("/v1/positions?account=" + ACCOUNT), 503, "qmt.inconsistent")
        self.assertProblem(self.get("/v1/orders?account=" + ACCOUNT), 503, "qmt.inconsistent")

    def test_an_account_without_anything_is_empty(self):
        self.begin()
        for route in ("positions", "orders", "trades"):
            self.assertEqual(self.get("/v1/{}?account={}".format(route, ACCOUNT))[1][route], [])

    def test_a_quote_holds_prices_limits_levels_and_shares(self):
        today = qmt_bridge.china_day(time.time())
        self._write("market.json", {
            "600000.SH": {
                "tick": {
                    "time": moment("2026-11-27", 10, 30, 57) * MILLISECONDS + 250, "lastPrice": 10.52, "open": 10.41,
                    "high": 10.55, "low": 10.380000000000001, "lastClose": 10.4, "amount": 190876543.0, "volume": 182345,
                    "pvolume": 18234567, "openInt": 13, "askPrice": [10.53, 10.54, 0, 0, 0], "askVol": [41, 200, 0, 0, 0],
                    "bidPrice": [10.52, 10.51, 10.5, 10.49, 10.48], "bidVol": [123, 88, 1, 2, 3]},
                "detail": {"UpStopPrice": 11.44, "DownStopPrice": 9.36, "PreClose": 10.4, "InstrumentStatus": 0,
                           "TradingDay": today.replace("-", "")}},
            "000001.SZ": {"tick": {"time": 0, "lastPrice": 0.0, "openInt": 1, "lastClose": 12.0, "askPrice": [], "bidPrice": []}},
        })
        self.begin()
        status, answer = self.get("/v1/quotes?symbols=SH600000,SZ000001,BJ430047")
        self.assertEqual((status, answer["unknown"]), (200, ["BJ430047"]))
        self.assertEqual(answer["quotes"][0], {
            "instrument": "SH600000", "price": 10.52, "reference": 10.4, "open": 10.41, "high": 10.55, "low": 10.38,
            "volume": 18234567, "amount": 190876543.0, "limit_up": 11.44, "limit_down": 9.36, "limits_day": today,
            "bid": 10.52, "ask": 10.53,
            "bids": [[10.52, 12300], [10.51, 8800], [10.5, 100], [10.49, 200], [10.48, 300]],
            "asks": [[10.53, 4100], [10.54, 20000]], "suspended": False, "phase": "continuous",
            "time": "2026-11-27T10:30:57.250+08:00"})
        self.assertEqual(answer["quotes"][1], {
            "instrument": "SZ000001", "price": None, "reference": 12.0, "open": None, "high": None, "low": None,
            "volume": None, "amount": None, "limit_up": None, "limit_down": None, "limits_day": None, "bid": None,
            "ask": None, "bids": [], "asks": [], "suspended": True, "phase": "suspended", "time": None})

    def test_quotes_of_an_absent_side_are_an_error(self):
        self.begin()
        self.script(**{"raise": ["quotes"]})
        self.assertProblem(self.get("/v1/quotes?symbols=SH600000"), 503, "qmt.quotes-away")
        self.assertProblem(
            self.get("/v1/bars?symbols=SH600000&period=1d&start=2026-11-26&end=2026-11-27"), 503, "qmt.quotes-away")

    def test_limits_are_asked_again_until_they_are_of_today(self):
        self._write("market.json", {"600000.SH": {
            "tick": {"lastPrice": 10.0}, "detail": {"UpStopPrice": 11.0, "TradingDay": "20200102"}}})
        self.begin()
        quote, = self.get("/v1/quotes?symbols=SH600000")[1]["quotes"]
        self.assertEqual((quote["limit_up"], quote["limits_day"], quote["suspended"]), (11.0, "2020-01-02", None))
        today = qmt_bridge.china_day(time.time())
        self._write("market.json", {"600000.SH": {
            "tick": {"lastPrice": 10.0}, "detail": {"UpStopPrice": 11.55, "TradingDay": today.replace("-", "")}}})
        quote, = self.get("/v1/quotes?symbols=SH600000")[1]["quotes"]
        self.assertEqual((quote["limit_up"], quote["limits_day"]), (11.55, today))

    def test_bars_are_in_shares_and_missing_ones_are_named(self):
        first = moment("2026-11-26", 9, 31) * MILLISECONDS
        self._write("market.json", {
            "600000.SH": {"bars": {
                "1m": [
                    [first + 60000, 10.42, 10.43, 10.41, 10.43, 900, 938000.0],
                    [first, 10.41, 10.43, 10.4, 10.42, 1523, 1586412.0],
                    [first + 120000, float("nan"), float("nan"), float("nan"), float("nan"), 0, 0.0]],
                "1d": [[moment("2026-11-26", 0, 0) * MILLISECONDS, 10.1, 10.6, 10.0, 10.5, 1000, 1.05e6]]}},
            "113001.SH": {"bars": {"1d": [[moment("2026-11-26", 0, 0) * MILLISECONDS, 120.1, 121, 119, 120.5, 7, 8435.0]]}},
            "000001.SZ": {"bars": {"1d": []}}})
        self.begin()
        status, answer = self.get("/v1/bars?symbols=SH600000&period=1m&start=2026-11-26&end=2026-11-26")
        self.assertEqual(status, 200)
        self.assertEqual(answer, {
            "period": "1m", "columns": ["time", "open", "high", "low", "close", "volume", "amount"], "missing": [],
            "bars": {"SH600000": [
                ["2026-11-26T09:31:00+08:00", 10.41, 10.43, 10.4, 10.42, 152300, 1586412.0],
                ["2026-11-26T09:32:00+08:00", 10.42, 10.43, 10.41, 10.43, 90000, 938000.0]]}})
        status, answer = self.get(
            "/v1/bars?symbols=SH600000,SZ000001,BJ430047,SH113001&period=1d&start=2026-11-26&end=2026-11-27&refresh=false")
        self.assertEqual(answer["missing"], ["SZ000001", "BJ430047"])
        self.assertEqual(answer["bars"]["SH600000"], [
            ["2026-11-26T00:00:00+08:00", 10.1, 10.6, 10.0, 10.5, 100000, 1050000.0]])
        self.assertEqual(answer["bars"]["SH113001"][0][5], 70)

    def test_questions_about_quotes_and_bars_are_bounded(self):
        self.begin()
        symbols = ",".join("SH{:06d}".format(600000 + count) for count in range(501))
        self.assertProblem(self.get("/v1/quotes?symbols=" + symbols), 400, "request.field")
        for symbols in ("", "SH600000,SH600000", "600000.SH", "SH600000,", "../x"):
            self.assertProblem(self.get("/v1/quotes?symbols=" + symbols), 400, "request.field")
        target = "/v1/bars?symbols=SH600000&period=1m&start={}&end={}"
        self.assertProblem(self.get(target.format("2020-01-01", "2026-01-01")), 413, "request.large")
        self.assertProblem(self.get(target.format("2026-01-02", "2026-01-01")), 400, "request.field")
        self.assertProblem(self.get(target.format("2026-02-30", "2026-03-01")), 400, "request.field")
        self.assertProblem(self.get(target.format("20260101", "20260102")), 400, "request.field")
        self.assertProblem(
            self.get("/v1/bars?symbols=SH600000&period=5m&start=2026-01-01&end=2026-01-02"), 400, "request.field")

    def test_times_of_qmt_are_read_in_all_their_forms(self):
        second = moment("2026-11-27", 10, 31)
        for value in (second, second * 1000, 20261127103100, "20261127103100", str(second), float(second)):
            self.assertEqual(qmt_bridge.text_of_qmt_time(value), "2026-11-27T10:31:00+08:00")
        for value in (None, "", 0, -1, "x", 20261327103100, float("nan"), float("inf"), 10 ** 30):
            self.assertIsNone(qmt_bridge.text_of_qmt_time(value))

    def test_numbers_that_are_none_are_null(self):
        for value in (float("nan"), float("inf"), None, "x", 1.8e400):
            self.assertIsNone(qmt_bridge.money(value))
        self.assertEqual(str(qmt_bridge.money(-0.00001)), "0.0")
        self.assertEqual(qmt_bridge.money(0.1 + 0.2), 0.3)
        self.assertIsNone(qmt_bridge.price_of(0.0))
