"""The protocol's page and the script say the same: routes, errors, options, statuses, and the forms of its examples."""
import ast
import json
import os
import re
import time

from support import ACCOUNT, HERE, SCRIPT, BridgeCase, now_text, qmt_bridge

PAGE = os.path.normpath(os.path.join(HERE, "..", "..", "Sources", "Execution", "Execution.docc", "Bridge.md"))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def shape(value):
    """Names and kinds of a JSON value; a list is the shape of its first row, a number and null are a figure."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "figure" if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)) else type(value).__name__


def example(title):
    """The last JSON example below a heading of the page."""
    section = read(PAGE).split("### " + title)[1].split("\n### ")[0]
    return json.loads(section.split("```json\n")[-1].split("```")[0])


class ProtocolTests(BridgeCase):
    def test_every_error_stands_in_the_table_with_its_status(self):
        raised = set()
        for node in ast.walk(ast.parse(read(SCRIPT))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                raised.add((str(node.args[0].value), node.args[1].value))
        told = set(re.findall(r"^\| ([0-9]{3}) \| `([a-z.-]+)` \|", read(PAGE), re.MULTILINE))
        self.assertEqual(raised, told)

    def test_every_route_has_a_heading(self):
        self.begin()
        told = {}
        for heading in re.findall(r"^### (.+)$", read(PAGE), re.MULTILINE):
            for method, path in re.findall(r"(GET|POST) (/v1/[a-z]+)", heading):
                told.setdefault(path, set()).add(method)
        self.assertEqual({path: set(methods.split(", ")) for path, (methods, _) in self.server.routes.items()}, told)

    def test_every_option_stands_in_the_table(self):
        options = set(re.findall(r'add_argument\("(--[a-z-]+)"', read(SCRIPT))) - {"--version"}
        table = read(PAGE).split("| Option |")[1].split("\n\n")[0]
        self.assertEqual(options, set(re.findall(r"`(--[a-z-]+)", table)))

    def test_answers_have_the_form_of_the_examples(self):
        self._write("market.json", {"600000.SH": {
            "tick": {"time": int(time.time() * 1000), "lastPrice": 10.5, "openInt": 13, "lastClose": 10.4, "open": 10.4, "high": 10.6,
                     "low": 10.3, "volume": 10, "amount": 1.0, "askPrice": [10.51], "askVol": [1], "bidPrice": [10.5], "bidVol": [1]},
            "detail": {"UpStopPrice": 11.4, "DownStopPrice": 9.4, "TradingDay": "20261127", "InstrumentStatus": 0},
            "bars": {"1m": [[int(time.time() * 1000), 10.4, 10.4, 10.4, 10.4, 1, 1.0]]}}})
        self.script(steps={"default": ["receive", "fill:100", "reply", "trades"]})
        self.begin()
        account = "?account=" + ACCOUNT
        order = self.order("k1", strategy="s")[1]
        told = example("POST /v1/orders")
        order["searched_at"] = told["searched_at"]
        self.assertEqual(shape(order), shape(told))
        self.assertEqual(order["remark"][:2] + str(len(order["remark"])), told["remark"][:2] + str(len(told["remark"])))
        self.assertEqual(told["remark"], qmt_bridge.remark_of(told["key"]))
        for title, target in (
                ("GET /v1/health", "health"), ("GET /v1/account", "account" + account), ("GET /v1/positions", "positions" + account),
                ("GET /v1/orders", "orders" + account), ("GET /v1/trades", "trades" + account),
                ("GET /v1/quotes", "quotes?symbols=SH600000,SH999999"),
                ("GET /v1/bars", "bars?symbols=SH600000,SH999999&period=1m&start=2026-11-01&end=2026-11-27")):
            self.assertEqual(shape(self.get("/v1/" + target)[1]), shape(example(title)), title)
        session = self.bridge.events.session
        self.until(lambda: self.bridge.events.last >= 2)
        events = self.get("/v1/events?session={}&after=1".format(session))[1]
        told = example("GET /v1/events")
        self.assertEqual(sorted(events), sorted(told))
        self.assertEqual(sorted(events["events"][0]), sorted(told["events"][0]))

    def test_the_example_of_an_order_is_an_order(self):
        self.begin()
        section = read(PAGE).split("### POST /v1/orders")[1]
        body = json.loads(section.split("```json\n")[1].split("```")[0])
        status, answer = self.call("POST", "/v1/orders", body, Aistock_Time=now_text())
        self.assertEqual((status, answer["state"]), (200, "sent"))
