"""The kill switch: refuses first, cancels everything that is open, holds over restarts, leaves a person's later orders alone."""
import json
import os
import threading
import time

from support import ACCOUNT, BridgeCase, qmt_bridge

OTHER = "20000001"


class KillTests(BridgeCase):
    accounts = (ACCOUNT, OTHER)

    def setUp(self):
        super().setUp()
        for name, seconds in (("KILL_SECONDS", 0.5), ("SWEEP_SECONDS", 0.1)):
            self.addCleanup(setattr, qmt_bridge, name, getattr(qmt_bridge, name))
            setattr(qmt_bridge, name, seconds)

    def kill(self, account=ACCOUNT):
        return self.call("POST", "/v1/kill", {"account": account, "reason": "drawdown"})

    def place_by_hand(self, number, account=ACCOUNT):
        """An order of a person in QMT's own window."""
        row = {"act": "received", "order_id": number, "account": account, "code": "600000.SH", "order_type": 23, "volume": 100,
               "price_type": 11, "price": 10.0, "strategy": "", "remark": "by hand", "time": int(time.time())}
        with open(os.path.join(self.folder, "book.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def statuses(self, account=ACCOUNT):
        return [row["status"] for row in self.get("/v1/orders?account=" + account)[1]["orders"]]

    def test_kill_cancels_all_open_orders_within_a_second_and_refuses_new_ones(self):
        self.begin()
        self.place_by_hand(900)
        for count in range(20):
            self.order("k{}".format(count))
        self.order("of-another", account=OTHER)
        begun = time.monotonic()
        status, answer = self.kill()
        self.assertLess(time.monotonic() - begun, 1.0)
        self.assertEqual((status, answer), (200, {
            "accounts": [ACCOUNT], "complete": True, "canceled": 21, "open": [], "problem": None}))
        self.assertEqual(set(self.statuses()), {"canceled"})
        self.assertProblem(self.order("k99"), 423, "trading.killed")
        self.assertProblem(self.get("/v1/order?key=k99"), 404, "order.unknown-key")
        self.assertEqual(self.order("k1")[1]["replayed"], True)
        self.assertEqual(self.statuses(OTHER), ["accepted"])
        self.assertEqual(self.order("of-another-2", account=OTHER)[1]["state"], "sent")

    def test_kill_of_all_accounts_and_resume(self):
        self.begin()
        self.order("k1")
        self.order("k2", account=OTHER)
        status, answer = self.kill(None)
        self.assertEqual((status, answer["accounts"], answer["canceled"]), (200, [ACCOUNT, OTHER], 2))
        status, answer = self.call("POST", "/v1/resume", {"account": OTHER})
        self.assertEqual((status, answer), (200, {"accounts": [OTHER]}))
        self.assertEqual(self.order("k3", account=OTHER)[1]["state"], "sent")
        self.assertProblem(self.order("k4"), 423, "trading.killed")
        self.assertEqual([row["killed"] for row in self.get("/v1/health")[1]["accounts"]], [True, False])

    def test_kill_holds_over_a_restart_and_leaves_later_orders_of_a_person_alone(self):
        self.begin()
        self.order("k1")
        self.kill()
        self.stop()
        self.place_by_hand(901)
        self.begin()
        self.assertProblem(self.order("k2"), 423, "trading.killed")
        time.sleep(0.3)
        self.assertEqual(self.statuses(), ["accepted", "canceled"])
        self.assertEqual(self.kill()[1]["canceled"], 1)
        self.assertEqual(self.statuses(), ["canceled", "canceled"])

    def test_a_kill_that_a_restart_interrupts_is_carried_on(self):
        self.script(cancel=[])
        self.begin()
        self.place_by_hand(902)
        self.assertEqual(self.kill()[0], 202)
        self.stop()
        self.script()
        self.begin()
        self.until(lambda: self.statuses() == ["canceled"])

    def test_kill_without_qmt_refuses_at_once_and_cancels_when_it_is_back(self):
        self.begin()
        self.order("k1")
        self.script(is_away=True)
        self.until(lambda: not self.bridge.is_connected())
        status, answer = self.kill()
        self.assertEqual((status, answer["complete"], answer["problem"]["id"]), (202, False, "qmt.away"))
        self.assertEqual(self.bridge.events.kept[-1]["type"], "killed")
        self.script()
        self.until(lambda: self.bridge.is_connected())
        self.until(lambda: self.statuses() == ["canceled"])
        self.assertProblem(self.order("k2"), 423, "trading.killed")

    def test_an_order_on_its_way_is_caught_when_it_appears(self):
        self.call_timeout = 0.2
        self.script(steps={"default": ["wait:0.4", "receive", "hang"]})
        self.begin()
        self.assertEqual(self.order("k1")[1]["state"], "unknown")
        status, answer = self.kill()
        self.assertEqual((status, answer["complete"]), (202, False))
        self.until(lambda: self.statuses() == ["canceled"])

    def test_kill_finds_a_place_when_everything_else_hangs(self):
        self.call_timeout = 0.1
        self.begin()
        self.order("k1")
        self.script(steps={"default": ["hang"]})
        threads = [threading.Thread(target=self.order, args=("h{}".format(count),)) for count in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertProblem(self.order("one-more"), 503, "server.busy")
        self.kill()
        self.assertEqual(self.statuses(), ["canceled"])

    def test_orders_that_stay_open_are_named(self):
        self.script(cancel=[])
        self.begin()
        self.order("k1")
        status, answer = self.kill()
        self.assertEqual((status, answer["complete"], answer["canceled"]), (202, False, 1))
        self.assertEqual([row["key"] for row in answer["open"]], ["k1"])
        self.script()
        self.until(lambda: self.statuses() == ["canceled"])

    def test_a_switch_with_wrong_members_is_refused(self):
        self.begin()
        for body in ({}, {"account": 1}, {"account": ACCOUNT, "x": 1}, {"account": ACCOUNT, "reason": "a" * 201},
                     {"account": ACCOUNT, "reason": "a\nb"}, {"account": ACCOUNT, "reason": 1}):
            self.assertProblem(self.call("POST", "/v1/kill", body), 400, "request.field")
        self.assertProblem(self.kill("30000000"), 403, "account.unknown")
        self.assertFalse(self.bridge.killed)
