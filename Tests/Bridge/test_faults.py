"""Random faults of QMT against a client that knows nothing but the protocol: in the end both books are the broker's.

Late, missing and repeated answers and reports, partial fills, rejects, disconnections and restarts of the bridge.
`BRIDGE_FAULTS=500 python3 -m unittest test_faults` runs more schedules; `BRIDGE_SEED` begins them.
"""
import os
import random
import time

from support import ACCOUNT, BridgeCase, now_text

FINAL = ("filled", "canceled", "part_canceled", "rejected")


class Client:
    """Keeps orders and trades from events, and asks again after a gap or a connection."""

    def __init__(self, case):
        self.case = case
        self.session = self.place = None
        self.orders = {}
        self.trades = {}

    def ask(self, method, target, body=None):
        """An answer of 200; asks again while the bridge says that it cannot tell."""
        while True:
            status, answer = self.case.call(method, target, body, Aistock_Time=now_text())
            if status == 200:
                return answer
            if status != 503:
                raise AssertionError((target, status, answer))
            time.sleep(0.01)

    def follow(self):
        if self.session is None:
            answer = self.ask("GET", "/v1/events")
            self.session, self.place = answer["session"], answer["next"]
            self.query()
            return
        answer = self.ask("GET", "/v1/events?session={}&after={}".format(self.session, self.place))
        self.session, self.place = answer["session"], answer["next"]
        for event in answer["events"]:
            if event["type"] == "order":
                self.take_order(event["order"])
            elif event["type"] == "trade":
                self.take_trade(event["trade"])
        if answer["gap"] or any(event["type"] == "connected" for event in answer["events"]):
            self.query()

    def query(self):
        for order in self.ask("GET", "/v1/orders?account=" + ACCOUNT)["orders"]:
            self.take_order(order)
        for trade in self.ask("GET", "/v1/trades?account=" + ACCOUNT)["trades"]:
            self.take_trade(trade)

    def take_order(self, order):
        known = self.orders.get(order["order_id"])
        if known is None or (known["status"] not in FINAL and order["filled"] >= known["filled"]):
            self.orders[order["order_id"]] = order

    def take_trade(self, trade):
        self.trades[(trade["account"], trade["order_id"], trade["trade_id"])] = trade


def steps_of(dice):
    """What becomes of one order."""
    steps = ["receive"]
    if dice.random() < 0.15:
        return [dice.choice(("refuse", "raise"))]
    if dice.random() < 0.2:
        steps.insert(0, "wait:0.05")
    steps.append(dice.choice(("reply", "reply", "reply", "reply", "raise", "hang")))
    for _ in range(dice.randrange(4)):
        steps += dice.choice((
            ["fill:100", "trades", "report"], ["fill:100", "report", "trades", "repeat"], ["report", "repeat"], ["wait:0.03"],
            ["fill:rest", "trades"], ["reject", "report"], ["disconnect"], ["fill:100"]))
    # A report that comes before the answer, or not at all.
    if dice.random() < 0.2:
        steps.insert(steps.index("receive") + 1, "report")
    return steps


class FaultTests(BridgeCase):
    call_timeout = 0.3

    def run_schedule(self, seed):
        dice = random.Random(seed)
        self.folder = os.path.join(self.root, str(seed))
        self.state = os.path.join(self.folder, "state")
        os.makedirs(self.folder)
        os.environ["SCRIPTED_XTQUANT"] = self.folder
        self.script()
        self.begin()
        client = Client(self)
        client.follow()
        keys = []
        for number in range(dice.randrange(3, 8)):
            self.script(steps={"default": steps_of(dice)})
            key = "s{}.{}".format(seed, number)
            body = {"key": key, "account": ACCOUNT, "instrument": "SH600000", "side": "buy",
                    "quantity": 100 * dice.randrange(1, 5), "price_type": "limit", "price": 10.52}
            client.ask("POST", "/v1/orders", body)
            keys.append(key)
            if dice.random() < 0.3:
                client.ask("POST", "/v1/orders", body)
            if dice.random() < 0.3:
                self.call("POST", "/v1/cancel", {"account": ACCOUNT, "key": dice.choice(keys)})
            if dice.random() < 0.5:
                client.follow()
            if dice.random() < 0.15:
                self.script(is_away=True)
                self.until(lambda: not self.bridge.is_connected())
                self.script()
            if dice.random() < 0.15:
                self.stop()
                self.begin(wait=False)
        self.script()
        time.sleep(0.2)
        states = {key: client.ask("GET", "/v1/order?key=" + key) for key in keys}
        client.follow()
        client.query()
        self.judge(seed, client, states)
        self.stop()

    def judge(self, seed, client, states):
        """Holds everything that was told to the broker's own book."""
        received = {row["remark"]: row for row in self.book()}
        self.assertEqual(len(received), len(self.book()), seed)
        for key, state in states.items():
            self.assertEqual(state["remark"] in received, state["state"] == "sent", (seed, key, state))
        self.assertEqual(sorted(client.orders), sorted(str(row["order_id"]) for row in received.values()), seed)
        fills = {}
        for row in self.book("fill"):
            fills[row["order_id"]] = fills.get(row["order_id"], 0) + row["shares"]
        self.assertEqual(len(client.trades), len(self.book("fill")), seed)
        for order_id, order in client.orders.items():
            shares = fills.get(int(order_id), 0)
            self.assertEqual(order["filled"], shares, (seed, order_id))
            told = sum(trade["volume"] for name, trade in client.trades.items() if name[1] == order_id)
            self.assertEqual(told, shares, (seed, order_id))
        positions = client.ask("GET", "/v1/positions?account=" + ACCOUNT)["positions"]
        self.assertEqual(sum(row["volume"] for row in positions), sum(fills.values()), seed)

    def test_books_agree_after_random_faults(self):
        self.root = self.folder
        count = int(os.environ.get("BRIDGE_FAULTS", "2"))
        first = int(os.environ.get("BRIDGE_SEED", "1"))
        for seed in range(first, first + count):
            self.run_schedule(seed)
