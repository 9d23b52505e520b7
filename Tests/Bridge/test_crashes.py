"""SIGKILL at every place around the journal's writes: no order twice, none lost, by the broker's own count.

`BRIDGE_CRASHES=1000 python3 -m unittest test_crashes` runs random schedules of several kills in a row; `BRIDGE_SEED` begins them.
"""
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

from killed_bridge import PLACES
from support import ACCOUNT, HERE, TOKEN, BridgeCase, now_text


class CrashedBridge:
    """A bridge process over a folder, and a client that never changes a key."""

    def __init__(self):
        environment = dict(os.environ, QMT_TOKEN=TOKEN, PYTHONPATH=HERE)
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-B", os.path.join(HERE, "killed_bridge.py")], env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True)

    def _tell(self, *command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def start(self, folder, place, count):
        options = ["--userdata", folder, "--account", ACCOUNT, "--state", os.path.join(folder, "state"), "--port", "0"]
        self.port = self._tell("start", place, count, folder, *options)

    def stop(self):
        self._tell("stop")

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, method, target, body=None):
        """Status and value; None where the connection ended without an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Authorization": "Bearer " + TOKEN, "Aistock-Time": now_text(), "Content-Type": "application/json"}
        try:
            connection.request(method, target, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read().decode("utf-8"))
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def order(self, key):
        """Asks until the bridge answers that it sent or refuses, or the connection ends."""
        body = {"key": key, "account": ACCOUNT, "instrument": "SH600000", "side": "buy", "quantity": 100,
                "price_type": "limit", "price": 10.52}
        while True:
            answer = self.ask("POST", "/v1/orders", body)
            if answer is None or answer[0] == 200:
                return answer
            if answer[1]["error"]["id"] != "qmt.away":
                raise AssertionError(answer)


def remarks(folder):
    try:
        with open(os.path.join(folder, "book.jsonl"), encoding="utf-8") as file:
            return [row["remark"] for row in map(json.loads, file) if row["act"] == "received"]
    except FileNotFoundError:
        return []


class CrashTests(BridgeCase):
    def run_through(self, bridge, folder, kills, keys):
        """Sends orders through bridges that are killed, then judges by the broker's book alone."""
        os.makedirs(folder, exist_ok=True)
        states = {}
        try:
            kills = list(kills) + [("never", 1)]
            bridge.start(folder, *kills.pop(0))
            for key in keys:
                while True:
                    answer = bridge.order(key)
                    if answer is None:
                        bridge.start(folder, *kills.pop(0))
                        continue
                    states[key] = answer[1]
                    break
            while kills:
                bridge.stop()
                bridge.start(folder, *kills.pop(0))
            for key in keys:
                while True:
                    status, answer = bridge.ask("GET", "/v1/order?key=" + key)
                    self.assertEqual(status, 200, (key, answer))
                    # The state is final once QMT was searched after the last start.
                    if answer["state"] == "sent" or answer["searched_at"] is not None:
                        break
                states[key] = answer
            orders = bridge.ask("GET", "/v1/orders?account=" + ACCOUNT)
        finally:
            bridge.stop()
        sent = remarks(folder)
        self.assertEqual(len(sent), len(set(sent)), "an order was sent twice: {}".format(kills))
        told = sorted(state["remark"] for state in states.values() if state["state"] == "sent")
        self.assertEqual(told, sorted(sent), "an order is lost, or one is told that was not sent")
        self.assertEqual(len(states), len(keys))
        self.assertTrue(all(state["state"] in ("sent", "unknown") for state in states.values()))
        if orders[0] == 200:
            self.assertEqual(sorted(row["remark"] for row in orders[1]["orders"]), sorted(sent))
        return states

    def test_a_kill_at_any_place_sends_no_order_twice_and_loses_none(self):
        bridge = CrashedBridge()
        self.addCleanup(bridge.close)
        states = {
            place: self.run_through(bridge, os.path.join(self.folder, place), [(place, 1)], ["k1", "k2"]) for place in PLACES}
        # Killed between the journal and QMT, the order is unknown and stays unsent; elsewhere it is sent once.
        for place in PLACES:
            is_between = place in ("behind-synchronise", "before-send", "before-synchronise")
            self.assertEqual(states[place]["k1"]["state"], "unknown" if is_between else "sent", place)
            self.assertEqual(states[place]["k2"]["state"], "sent", place)

    @unittest.skipUnless(os.environ.get("BRIDGE_CRASHES"), "BRIDGE_CRASHES is not set: random kills are not run")
    def test_random_kills_in_a_row_send_no_order_twice_and_lose_none(self):
        seed = int(os.environ.get("BRIDGE_SEED", "1"))
        schedules = range(seed, seed + int(os.environ["BRIDGE_CRASHES"]))

        mine = threading.local()

        def one(number):
            if not hasattr(mine, "bridge"):
                mine.bridge = CrashedBridge()
                self.addCleanup(mine.bridge.close)
            dice = random.Random(number)
            kills = [(dice.choice(PLACES), dice.randint(1, 6)) for _ in range(dice.randint(1, 4))]
            keys = ["k{}".format(count) for count in range(5)]
            try:
                return self.run_through(mine.bridge, os.path.join(self.folder, str(number)), kills, keys)
            except Exception as error:
                raise AssertionError("seed {} kills {}: {}".format(number, kills, error))

        with ThreadPoolExecutor(max_workers=2) as pool:
            unknown = [sum(1 for state in states.values() if state["state"] == "unknown") for states in pool.map(one, schedules)]
        print("{} schedules, {} orders unknown at the end, none twice, none lost".format(len(unknown), sum(unknown)))
