"""A broker that outlives the bridge: its book is files in the folder that SCRIPTED_XTQUANT names.

    book.jsonl    what the broker did, one line an act, only appended to: received, fill, closed
    script.json   what it shall do; read anew at each call, so that a test changes it while the bridge runs
    market.json   ticks, details and bars by QMT's code

`script.json`, every member optional:

    {"connect": 0, "is_away": false, "breaks_at_once": false, "cash": 1000000, "lot": 100, "positions": {"600000.SH": [1000, 1000, 9.5]},
     "unsubscribed": [], "statuses": {"10001234": 0},
     "hang": ["query_stock_orders"], "none": ["query_stock_orders"], "raise": ["query_stock_asset"], "empty": [],
     "steps": {"600000.SH": ["receive", "reply", "report"], "default": [...]}, "cancel": ["close", "report"]}

Positions are shares, available shares, average cost. With `lot` a purchase that is no multiple of it becomes a junk order.
The steps of an order, in order: `receive` writes it into the book (before it the broker knows nothing), `reply` answers the
caller, `refuse` answers -1, `raise` throws, `hang` never answers, `fill:N` and `fill:rest` trade, `reject` makes it a junk order,
`close` cancels the rest, `report` and `trades` call back, `repeat` calls back again what was called back last, `wait:S` waits,
`disconnect` breaks the connection. Steps after `reply` run beside the caller.

The count of orders in `book.jsonl` is independent of everything that the bridge writes.
"""
import json
import os
import threading
import time

from . import xtconstant, xttype

try:
    import fcntl
except ImportError:
    fcntl = None

OPEN = (xtconstant.ORDER_REPORTED, xtconstant.ORDER_PART_SUCC)
STEPS = ["receive", "reply", "report"]


class Broker:
    def __init__(self, folder=None):
        self.folder = folder or os.environ["SCRIPTED_XTQUANT"]
        self.lock = threading.RLock()
        self.path = os.path.join(self.folder, "book.jsonl")
        self.offset = 0
        self.orders = {}
        self.trades = []

    def script(self):
        return self._json("script.json")

    def market(self):
        return self._json("market.json")

    def _json(self, name):
        try:
            with open(os.path.join(self.folder, name), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    # The book

    def read(self):
        """Takes in what was written since, also by an earlier process."""
        with self.lock:
            if not os.path.exists(self.path):
                return
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                for line in file:
                    self.offset += len(line)
                    self._apply(json.loads(line.decode("utf-8")))

    def _apply(self, act):
        if act["act"] == "received":
            order = dict(act, traded=0, amount=0.0, status=xtconstant.ORDER_REPORTED, message="")
            self.orders[act["order_id"]] = order
            return
        order = self.orders[act["order_id"]]
        if act["act"] == "fill":
            order["traded"] += act["shares"]
            order["amount"] += act["shares"] * act["price"]
            is_whole = order["traded"] >= order["volume"]
            order["status"] = xtconstant.ORDER_SUCCEEDED if is_whole else xtconstant.ORDER_PART_SUCC
            self.trades.append(dict(act, order=order))
        else:
            order["status"], order["message"] = act["status"], act["message"]

    def write(self, **act):
        """One act under the lock of all processes; `order_id` None makes a new number."""
        with self.lock, open(self.path, "ab") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            self.read()
            if act["act"] == "received":
                act["order_id"] = 1000001 + len(self.orders)
            if act["act"] == "fill":
                act["trade_id"] = "T{:06d}".format(len(self.trades) + 1)
            act["time"] = int(time.time())
            line = json.dumps(act).encode("utf-8") + b"\n"
            file.write(line)
            file.flush()
            self.offset += len(line)
            self._apply(act)
            return act["order_id"]

    # What it does

    def receive(self, account, code, order_type, volume, price_type, price, strategy, remark):
        number = self.write(
            act="received", account=account, code=code, order_type=order_type, volume=volume, price_type=price_type,
            price=price, strategy=strategy, remark=remark)
        order = self.orders[number]
        asset, positions = self.asset(account), self.holdings(account)
        if order_type == xtconstant.STOCK_BUY and asset["cash"] < 0:
            self.close(number, xtconstant.ORDER_JUNK, "not enough cash")
        if order_type == xtconstant.STOCK_BUY and volume % self.script().get("lot", 1):
            self.close(number, xtconstant.ORDER_JUNK, "not in lots")
        if order_type == xtconstant.STOCK_SELL and positions.get(code, {"available": -1})["available"] < 0:
            self.close(number, xtconstant.ORDER_JUNK, "not enough shares")
        return order

    def fill(self, order, shares):
        if order["status"] not in OPEN:
            return
        rest = order["volume"] - order["traded"]
        shares = rest if shares == "rest" else min(rest, int(shares))
        if shares > 0:
            self.write(act="fill", order_id=order["order_id"], shares=shares, price=self.price(order))

    def close(self, number, status=None, message=""):
        order = self.orders[number]
        if order["status"] not in OPEN:
            return False
        if status is None:
            status = xtconstant.ORDER_PART_CANCEL if order["traded"] else xtconstant.ORDER_CANCELED
        self.write(act="closed", order_id=number, status=status, message=message)
        return True

    def price(self, order):
        return order["price"] or self.last(order["code"]) or 10.0

    def last(self, code):
        return self.market().get(code, {}).get("tick", {}).get("lastPrice")

    # What it knows

    def holdings(self, account):
        script = self.script()
        found = {}
        for code, (volume, available, cost) in script.get("positions", {}).items():
            found[code] = {"volume": volume, "available": available, "frozen": 0, "cost": volume * cost, "yesterday": volume}
        for order in self.orders.values():
            if order["account"] != account:
                continue
            if order["order_type"] == xtconstant.STOCK_SELL:
                if order["code"] in found and order["status"] in OPEN:
                    found[order["code"]]["frozen"] += order["volume"] - order["traded"]
        for trade in self.trades:
            order = trade["order"]
            if order["account"] != account:
                continue
            row = found.setdefault(
                order["code"], {"volume": 0, "available": 0, "frozen": 0, "cost": 0.0, "yesterday": 0})
            if order["order_type"] == xtconstant.STOCK_BUY:
                row["volume"] += trade["shares"]
                row["cost"] += trade["shares"] * trade["price"]
            else:
                row["cost"] -= row["cost"] * trade["shares"] / max(1, row["volume"])
                row["volume"] -= trade["shares"]
                row["available"] -= trade["shares"]
        for row in found.values():
            row["available"] -= row["frozen"]
        return found

    def asset(self, account):
        cash = float(self.script().get("cash", 1000000))
        frozen = 0.0
        for trade in self.trades:
            if trade["order"]["account"] == account:
                is_buy = trade["order"]["order_type"] == xtconstant.STOCK_BUY
                cash += trade["shares"] * trade["price"] * (-1 if is_buy else 1)
        for order in self.orders.values():
            is_buy = order["order_type"] == xtconstant.STOCK_BUY
            if order["account"] == account and is_buy and order["status"] in OPEN:
                frozen += (order["volume"] - order["traded"]) * self.price(order)
        holdings = self.holdings(account)
        value = sum(row["volume"] * (self.last(code) or 10.0) for code, row in holdings.items())
        return {"cash": cash - frozen, "frozen": frozen, "value": value, "total": cash + value}

    # Records of xttype

    def order_record(self, order):
        return xttype.XtOrder(
            account_id=order["account"], stock_code=order["code"], order_id=order["order_id"],
            order_sysid="S{}".format(order["order_id"]), order_time=order["time"], order_type=order["order_type"],
            order_volume=order["volume"], price_type=order["price_type"], price=float(order["price"]),
            traded_volume=order["traded"], traded_price=order["amount"] / order["traded"] if order["traded"] else 0.0,
            order_status=order["status"], status_msg=order["message"], strategy_name=order["strategy"],
            order_remark=order["remark"])

    def trade_record(self, trade):
        order = trade["order"]
        return xttype.XtTrade(
            account_id=order["account"], stock_code=order["code"], order_type=order["order_type"],
            traded_id=trade["trade_id"], traded_time=trade["time"], traded_price=trade["price"],
            traded_volume=trade["shares"], traded_amount=trade["shares"] * trade["price"], order_id=order["order_id"],
            order_sysid="S{}".format(order["order_id"]), strategy_name=order["strategy"], order_remark=order["remark"],
            commission=None)

    def position_records(self, account):
        return [
            xttype.XtPosition(
                account_id=account, stock_code=code, volume=row["volume"], can_use_volume=max(0, row["available"]),
                market_value=row["volume"] * (self.last(code) or 10.0), frozen_volume=row["frozen"], on_road_volume=0,
                yesterday_volume=row["yesterday"], avg_price=row["cost"] / row["volume"] if row["volume"] else 0.0,
                last_price=self.last(code) or 10.0, instrument_name="N" + code)
            for code, row in sorted(self.holdings(account).items())]

    def asset_record(self, account):
        asset = self.asset(account)
        return xttype.XtAsset(
            account_id=account, cash=asset["cash"], frozen_cash=asset["frozen"], market_value=asset["value"],
            total_asset=asset["total"])
