"""The trading side: signatures of the real class, answers of the scripted broker."""
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from . import xtconstant, xttype
from .broker import STEPS, Broker


class XtQuantTraderCallback:
    def on_connected(self):
        pass

    def on_disconnected(self):
        pass

    def on_account_status(self, status):
        pass

    def on_stock_order(self, order):
        pass

    def on_stock_trade(self, trade):
        pass

    def on_order_error(self, order_error):
        pass

    def on_cancel_error(self, cancel_error):
        pass

    def on_cancel_order_stock_async_response(self, response):
        pass


class XtQuantTrader:
    def __init__(self, path, session, callback=None):
        self.path = path
        self.session = session
        self.callback = callback
        self.broker = Broker()
        self.executor = None
        self.is_connected = False
        self.sequence = 0

    def register_callback(self, callback):
        self.callback = callback

    def start(self):
        self._obey("start")
        # One thread calls back, as in the real package: a callback that waits holds up all others.
        self.executor = ThreadPoolExecutor(max_workers=1)

    def stop(self):
        self.is_connected = False
        if self.executor is not None:
            self.executor.shutdown(wait=False)

    def connect(self):
        script = self._obey("connect")
        result = -1 if script.get("is_away") else script.get("connect", 0)
        self.is_connected = result == 0
        if self.is_connected:
            threading.Thread(target=self._watch, daemon=True).start()
        if script.get("breaks_at_once"):
            self._break()
            time.sleep(0.03)
        return result

    def subscribe(self, account):
        script = self._obey("subscribe")
        return -1 if account.account_id in script.get("unsubscribed", []) else 0

    def _watch(self):
        """A QMT that goes away says so."""
        while self.is_connected:
            if self.broker.script().get("is_away"):
                self._break()
            time.sleep(0.02)

    def _break(self):
        if self.is_connected:
            self.is_connected = False
            self._call(self.callback.on_disconnected)

    def _call(self, function, *arguments):
        try:
            self.executor.submit(function, *arguments)
        except RuntimeError:
            pass

    def _obey(self, name):
        """What the script says of every call: hang, throw, answer nothing."""
        script = self.broker.script()
        if name in script.get("hang", []):
            threading.Event().wait()
        if name in script.get("raise", []):
            raise RuntimeError("scripted failure of " + name)
        return script

    def _query(self, name, function):
        script = self._obey(name)
        if not self.is_connected or name in script.get("none", []):
            return None
        if name in script.get("empty", []):
            return []
        self.broker.read()
        return function()

    def query_account_status(self):
        statuses = self._obey("query_account_status").get("statuses", {})
        return self._query("query_account_status", lambda: [
            xttype.XtAccountStatus(account_id=account, status=status) for account, status in statuses.items()])

    def query_stock_asset(self, account):
        return self._query("query_stock_asset", lambda: self.broker.asset_record(account.account_id))

    def query_stock_positions(self, account):
        return self._query("query_stock_positions", lambda: self.broker.position_records(account.account_id))

    def query_stock_order(self, account, order_id):
        def find():
            order = self.broker.orders.get(order_id)
            return None if order is None else self.broker.order_record(order)

        return self._query("query_stock_order", find)

    def query_stock_orders(self, account, cancelable_only=False):
        return self._query("query_stock_orders", lambda: [
            self.broker.order_record(order) for order in list(self.broker.orders.values())
            if order["account"] == account.account_id])

    def query_stock_trades(self, account):
        return self._query("query_stock_trades", lambda: [
            self.broker.trade_record(trade) for trade in list(self.broker.trades)
            if trade["order"]["account"] == account.account_id])

    def order_stock(self, account, stock_code, order_type, order_volume, price_type, price, strategy_name='',
                    order_remark=''):
        script = self._obey("order_stock")
        if not self.is_connected:
            return -1
        if len(order_remark) > 24 or len(strategy_name) > 24:
            raise ValueError("QMT cuts text after 24 characters")
        steps = list(script.get("steps", {}).get(stock_code) or script.get("steps", {}).get("default") or STEPS)
        run = Run(self, account.account_id, stock_code, order_type, order_volume, price_type, price, strategy_name, order_remark)
        while steps:
            step = steps.pop(0)
            if step in ("reply", "refuse", "raise", "hang"):
                threading.Thread(target=run.go, args=(steps,), daemon=True).start()
                if step == "raise":
                    raise RuntimeError("scripted failure of order_stock")
                if step == "hang":
                    threading.Event().wait()
                return run.order["order_id"] if step == "reply" else run.refused()
            run.do(step)
        raise RuntimeError("the steps of {} hold no answer".format(stock_code))

    def cancel_order_stock(self, account, order_id):
        self._obey("cancel_order_stock")
        return 0 if self._cancel(account.account_id, order_id) else -1

    def cancel_order_stock_async(self, account, order_id):
        self._obey("cancel_order_stock_async")
        self.sequence += 1
        self._cancel(account.account_id, order_id)
        return self.sequence

    def _cancel(self, account, order_id):
        if not self.is_connected:
            return False
        self.broker.read()
        order = self.broker.orders.get(order_id)
        steps = self.broker.script().get("cancel", ["close", "report"])
        if order is None or order["account"] != account or ("close" in steps and not self.broker.close(order_id)):
            self._call(self.callback.on_cancel_error, xttype.XtCancelError(
                account_id=account, order_id=order_id, market=0, order_sysid="", error_id=1, error_msg="it cannot be cancelled"))
            return False
        if "report" in steps:
            self._call(self.callback.on_stock_order, self.broker.order_record(order))
        return True


class Run:
    """An order on its way through the script's steps."""

    def __init__(self, trader, *request):
        self.trader = trader
        self.broker = trader.broker
        self.request = request
        self.order = None
        self.reported = []
        self.told = 0

    def go(self, steps):
        for step in steps:
            self.do(step)

    def refused(self):
        account, remark = self.request[0], self.request[-1]
        self.trader._call(self.trader.callback.on_order_error, xttype.XtOrderError(
            account_id=account, order_id=-1, error_id=260200, error_msg="scripted refusal", strategy_name="",
            order_remark=remark))
        return -1

    def do(self, step):
        name, _, value = step.partition(":")
        if name == "receive":
            self.order = self.broker.receive(*self.request)
        elif name == "wait":
            time.sleep(float(value))
        elif name == "fill":
            self.broker.fill(self.order, value)
        elif name == "reject":
            self.broker.close(self.order["order_id"], xtconstant.ORDER_JUNK, "scripted reject")
        elif name == "close":
            self.broker.close(self.order["order_id"])
        elif name == "report":
            self._report(self.trader.callback.on_stock_order, self.broker.order_record(self.order))
        elif name == "trades":
            mine = [trade for trade in self.broker.trades if trade["order"] is self.order]
            for trade in mine[self.told:]:
                self._report(self.trader.callback.on_stock_trade, self.broker.trade_record(trade))
            self.told = len(mine)
        elif name == "repeat":
            for function, record in self.reported[-1:]:
                self.trader._call(function, record)
        elif name == "disconnect":
            self.trader._break()
        else:
            raise ValueError("unknown step " + step)

    def _report(self, function, record):
        self.reported.append((function, record))
        self.trader._call(function, record)
