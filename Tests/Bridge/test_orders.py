"""One key, one order: replays, conflicts, clocks, time-outs, refusals, and what the orders become."""
import threading
import time

from support import ACCOUNT, BridgeCase, now_text, qmt_bridge


class OrderTests(BridgeCase):
    def test_an_order_is_sent_as_it_was_asked(self):
        self.begin()
        status, answer = self.order("k1", strategy="baseline")
        self.assertEqual((status, answer["state"], answer["replayed"]), (200, "sent", False))
        self.assertEqual(answer["order_id"], "1000001")
        self.assertEqual(
            {name: answer[name] for name in ("key", "account", "instrument", "side", "quantity", "price_type", "price")},
            {"key": "k1", "account": ACCOUNT, "instrument": "SH600000", "side": "buy", "quantity": 200,
             "price_type": "limit", "price": 10.52})
        received, = self.book()
        self.assertEqual(
            (received["code"], received["order_type"], received["volume"], received["price_type"], received["price"],
             received["strategy"], received["remark"]),
            ("600000.SH", 23, 200, 11, 10.52, "baseline", answer["remark"]))
        self.assertEqual(len(answer["remark"]), 24)

    def test_a_sale_at_the_best_price_carries_its_type(self):
        self.script(positions={"000001.SZ": [300, 300, 9.0]})
        self.begin()
        status, answer = self.order(
            "k1", instrument="SZ000001", side="sell", quantity=300, price_type="best_counterparty", price=None)
        self.assertEqual((status, answer["state"], answer["price"]), (200, "sent", None))
        received, = self.book()
        self.assertEqual((received["order_type"], received["price_type"], received["price"]), (24, 44, 0))

    def test_a_replayed_key_answers_the_first_outcome_and_sends_nothing(self):
        self.begin()
        first = self.order("k1")[1]
        for price in (b"10.52", b"10.520", b"10.5200"):
            body = (
                b'{ "price": %s, "price_type": "limit", "quantity": 200, "side": "buy", "instrument": "SH600000",'
                b' "account": "10001234", "key": "k1" }' % price)
            # A replay is answered whatever the clock says: it sends nothing.
            status, again = self.call("POST", "/v1/orders", body, Aistock_Time=now_text(-4000))
            self.assertEqual((status, again["replayed"]), (200, True))
            self.assertEqual(dict(again, replayed=False), first)
        self.assertEqual(len(self.book()), 1)

    def test_a_replayed_key_with_another_body_is_a_conflict(self):
        self.begin()
        self.order("k1")
        for change in ({"quantity": 300}, {"price": 10.53}, {"side": "sell"}, {"instrument": "SH600001"}, {"strategy": "x"}):
            self.assertProblem(self.order("k1", **change), 409, "order.key-reused")
        self.assertEqual(len(self.book()), 1)

    def test_the_same_key_at_the_same_moment_sends_one_order(self):
        self.script(steps={"default": ["receive", "wait:0.1", "reply"]})
        self.begin()
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(self.order("k1")[1])) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(set(answer["order_id"] for answer in answers), {"1000001"})
        self.assertEqual(sum(1 for answer in answers if not answer["replayed"]), 1)
        self.assertEqual(len(self.book()), 1)

    def test_a_key_is_remembered_over_a_restart(self):
        self.begin()
        first = self.order("k1")[1]
        self.stop()
        self.begin()
        status, again = self.order("k1")
        self.assertEqual((status, again), (200, dict(first, replayed=True)))
        self.assertEqual(self.get("/v1/order?key=k1")[1], dict(first, replayed=True))
        self.assertProblem(self.order("k1", quantity=100), 409, "order.key-reused")
        self.assertEqual(len(self.book()), 1)

    def test_clocks_more_than_a_minute_apart_send_nothing(self):
        self.begin()
        self.assertProblem(self.order("k1", now=now_text(-62)), 412, "clock.skew")
        self.assertProblem(self.order("k1", now=now_text(62)), 412, "clock.skew")
        self.assertProblem(self.order("k1", now="2026-13-01T00:00:00+08:00"), 400, "request.field")
        body = {"key": "k1", "account": ACCOUNT, "instrument": "SH600000", "side": "buy", "quantity": 200,
                "price_type": "limit", "price": 10.52}
        self.assertProblem(self.call("POST", "/v1/orders", body), 400, "clock.missing")
        self.assertProblem(self.get("/v1/order?key=k1"), 404, "order.unknown-key")
        self.assertEqual(self.order("k1", now=now_text(-58))[0], 200)
        self.assertEqual(len(self.book()), 1)

    def test_an_order_without_an_answer_is_unknown_and_found_by_its_remark(self):
        self.call_timeout = 0.2
        self.script(steps={"default": ["receive", "hang"]}, none=["query_stock_orders"])
        self.begin()
        status, answer = self.order("k1")
        self.assertEqual((status, answer["state"], answer["order_id"]), (200, "unknown", None))
        self.script()
        found = self.get("/v1/order?key=k1")[1]
        self.assertEqual((found["state"], found["order_id"]), ("sent", "1000001"))
        self.assertEqual(len(self.book()), 1)

    def test_an_answer_that_comes_late_is_taken_and_told(self):
        self.call_timeout = 0.2
        self.script(steps={"default": ["wait:0.5", "receive", "reply"]}, none=["query_stock_orders"])
        self.begin()
        self.assertEqual(self.order("k1")[1]["state"], "unknown")
        self.until(lambda: self.get("/v1/order?key=k1")[1]["state"] == "sent")
        session = self.bridge.events.session
        events = self.get("/v1/events?session={}&after=0".format(session))[1]["events"]
        outcome, = [event for event in events if event["type"] == "order_outcome"]
        self.assertEqual((outcome["key"], outcome["state"], outcome["order_id"]), ("k1", "sent", "1000001"))

    def test_a_report_before_the_answer_gives_the_number(self):
        self.call_timeout = 0.3
        self.script(steps={"default": ["receive", "report", "wait:0.1", "hang"]})
        self.begin()
        answer = self.order("k1")[1]
        self.assertEqual((answer["state"], answer["order_id"]), ("sent", "1000001"))

    def test_a_refusal_says_why_and_ends_the_key(self):
        self.script(steps={"default": ["refuse"]})
        self.begin()
        answer = self.order("k1")[1]
        self.assertEqual((answer["state"], answer["order_id"]), ("refused", None))
        self.until(lambda: self.order("k1")[1]["reason"] == "scripted refusal")
        self.assertEqual(self.book(), [])

    def test_an_exception_of_xtquant_leaves_the_outcome_open(self):
        self.script(steps={"default": ["receive", "raise"]}, none=["query_stock_orders"])
        self.begin()
        self.assertEqual(self.order("k1")[1]["state"], "unknown")
        self.script()
        self.assertEqual(self.get("/v1/order?key=k1")[1]["state"], "sent")
        self.assertEqual(len(self.book()), 1)

    def test_a_key_that_qmt_never_saw_is_absent_after_a_minute_and_never_sent_again(self):
        self.script(steps={"default": ["raise"]})
        self.begin()
        self.assertEqual(self.order("k1")[1]["state"], "unknown")
        self.assertEqual(self.get("/v1/order?key=k1")[1]["state"], "unknown")
        self.bridge.entries["k1"].known_since -= qmt_bridge.ABSENT_AFTER_SECONDS
        absent = self.get("/v1/order?key=k1")[1]
        self.assertEqual((absent["state"], absent["order_id"]), ("absent", None))
        self.assertIsNotNone(absent["searched_at"])
        self.script()
        self.assertEqual(self.order("k1")[1]["state"], "absent")
        self.assertEqual(self.book(), [])

    def test_a_key_whose_order_may_have_lost_its_remark_stays_unknown(self):
        self.script(steps={"default": ["raise"]})
        self.begin()
        self.order("k1")
        self.bridge.link.trader.broker.receive(ACCOUNT, "600000.SH", 23, 200, 11, 10.52, "", "")
        self.bridge.entries["k1"].known_since -= qmt_bridge.ABSENT_AFTER_SECONDS
        answer = self.get("/v1/order?key=k1")[1]
        self.assertEqual(answer["state"], "unknown")
        self.assertIn("1000001", answer["reason"])

    def test_a_key_of_an_account_that_is_gone_is_still_told(self):
        self.begin()
        first = self.order("k1")[1]
        self.stop()
        self.accounts = ("20000001",)
        self.begin()
        self.assertEqual(self.get("/v1/order?key=k1")[1], dict(first, replayed=True))
        entry = self.bridge.entries["k1"]
        entry.state, entry.order_id = "unknown", None
        self.assertEqual(self.get("/v1/order?key=k1")[1]["state"], "unknown")

    def test_a_key_of_yesterday_stays_unknown(self):
        self.script(steps={"default": ["raise"]})
        self.begin()
        self.order("k1")
        entry = self.bridge.entries["k1"]
        entry.asked_at -= 86400
        entry.known_since -= 86400
        self.assertEqual(self.get("/v1/order?key=k1")[1]["state"], "unknown")

    def test_an_order_seen_after_all_turns_absent_into_sent(self):
        self.script(steps={"default": ["raise", "wait:0.3", "receive", "report"]})
        self.begin()
        self.order("k1")
        self.bridge.entries["k1"].known_since -= qmt_bridge.ABSENT_AFTER_SECONDS
        self.assertEqual(self.get("/v1/order?key=k1")[1]["state"], "absent")
        self.until(lambda: self.bridge.entries["k1"].state == "sent")
        self.assertEqual(self.order("k1")[1]["order_id"], "1000001")

    def test_an_absent_qmt_refuses_the_order_and_forgets_the_key(self):
        self.script(is_away=True)
        self.begin(wait=False)
        self.assertProblem(self.order("k1"), 503, "qmt.away")
        self.assertProblem(self.get("/v1/order?key=k1"), 404, "order.unknown-key")
        self.script()
        self.until(lambda: self.get("/v1/health")[1]["connected"])
        self.assertEqual(self.order("k1")[1]["state"], "sent")

    def test_wrong_members_are_named_and_send_nothing(self):
        self.begin()
        wrong = (
            ("key", ""), ("key", "a" * 129), ("key", "schlüssel"), ("key", 1), ("key", None), ("key", "a b"), ("key", "k\n"),
            ("instrument", "600000.SH"), ("instrument", "sh600000"), ("instrument", "SH60000"), ("instrument", "SH６00000"),
            ("side", "hold"), ("side", None), ("side", ["buy"]), ("quantity", 0), ("quantity", -100), ("quantity", 10.5),
            ("quantity", "100"), ("quantity", True), ("quantity", 10000001), ("quantity", None), ("price", 0),
            ("price", -1), ("price", None), ("price", "10.52"), ("price", 10.52345), ("price", 100001), ("price", 1e-7),
            ("price", True), ("price_type", "market"), ("price_type", None), ("strategy", ""), ("strategy", "s" * 25),
            ("strategy", 7), ("account", 10001234))
        for name, value in wrong:
            answer = self.order("k1", **{name: value}) if name != "key" else self.order(value)
            self.assertProblem(answer, 400, "request.field")
            self.assertIn("`{}`".format(name), answer[1]["error"]["message"])
        self.assertProblem(self.order("k1", note="x"), 400, "request.field")
        self.assertProblem(self.order("k1", account="10009999"), 403, "account.unknown")
        self.assertEqual(self.book(), [])
        self.assertEqual(self.journal_lines(), [b""])

    def test_each_status_of_qmt_has_its_word(self):
        self.begin()
        words = {}
        from xtquant import xtconstant
        for name in dir(xtconstant):
            if name.startswith("ORDER_"):
                order = type("Order", (), {"order_status": getattr(xtconstant, name), "traded_volume": 0})
                filled = type("Order", (), {"order_status": getattr(xtconstant, name), "traded_volume": 100})
                words[name] = (self.bridge.order_value(order)["status"], self.bridge.order_value(filled)["status"])
        self.assertEqual(words, {
            "ORDER_UNREPORTED": ("accepted", "part_filled"), "ORDER_WAIT_REPORTING": ("accepted", "part_filled"),
            "ORDER_REPORTED": ("accepted", "part_filled"), "ORDER_REPORTED_CANCEL": ("accepted", "part_filled"),
            "ORDER_PARTSUCC_CANCEL": ("part_filled", "part_filled"), "ORDER_PART_CANCEL": ("part_canceled", "part_canceled"),
            "ORDER_CANCELED": ("canceled", "part_canceled"), "ORDER_PART_SUCC": ("part_filled", "part_filled"),
            "ORDER_SUCCEEDED": ("filled", "filled"), "ORDER_JUNK": ("rejected", "rejected"),
            "ORDER_UNKNOWN": ("unknown", "unknown")})

    def test_cancel_asks_refuses_and_names_what_is_missing(self):
        self.begin()
        self.order("k1")
        status, answer = self.call("POST", "/v1/cancel", {"account": ACCOUNT, "key": "k1"})
        self.assertEqual((status, answer), (200, {
            "account": ACCOUNT, "order_id": "1000001", "result": "asked", "reason": None}))
        self.assertEqual(self.get("/v1/orders?account=" + ACCOUNT)[1]["orders"][0]["status"], "canceled")
        status, answer = self.call("POST", "/v1/cancel", {"account": ACCOUNT, "order_id": "1000001"})
        self.assertEqual((status, answer["result"], answer["reason"]), (200, "refused", "The order is canceled."))
        self.assertProblem(
            self.call("POST", "/v1/cancel", {"account": ACCOUNT, "order_id": "77"}), 404, "order.unknown-number")
        self.assertProblem(self.call("POST", "/v1/cancel", {"account": ACCOUNT, "key": "k9"}), 404, "order.unknown-key")
        self.assertProblem(self.call("POST", "/v1/cancel", {"account": ACCOUNT}), 400, "request.field")
        self.assertProblem(
            self.call("POST", "/v1/cancel", {"account": ACCOUNT, "key": "k1", "order_id": "1"}), 400, "request.field")
        self.assertProblem(self.call("POST", "/v1/cancel", {"account": ACCOUNT, "order_id": "-1"}), 400, "request.field")

    def test_a_cancel_without_an_answer_is_unknown(self):
        self.call_timeout = 0.2
        self.script(hang=["cancel_order_stock"])
        self.begin()
        self.order("k1")
        answer = self.call("POST", "/v1/cancel", {"account": ACCOUNT, "key": "k1"})
        self.assertEqual((answer[0], answer[1]["result"]), (200, "unknown"))

    def test_a_cancel_by_key_waits_for_an_order(self):
        self.script(steps={"default": ["raise"]})
        self.begin()
        self.order("k1")
        self.assertProblem(self.call("POST", "/v1/cancel", {"account": ACCOUNT, "key": "k1"}), 409, "order.not-found-yet")

    def test_hanging_calls_are_bounded(self):
        self.call_timeout = 0.15
        self.script(steps={"default": ["receive", "hang"]})
        self.begin()
        threads = [threading.Thread(target=self.order, args=("k{}".format(i),)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        before = threading.active_count()
        self.assertProblem(self.order("one-more"), 503, "server.busy")
        self.assertProblem(self.get("/v1/order?key=one-more"), 404, "order.unknown-key")
        self.assertLessEqual(threading.active_count(), before + 2)
        self.assertEqual(len(self.book()), 8)

    def test_a_full_disk_sends_nothing_and_says_so(self):
        self.begin()
        self.order("k1")

        def full(line):
            qmt_bridge.os.write(self.bridge.journal.file, line[:10])
            raise OSError(28, "No space left on device")

        self.bridge.journal._write = full
        self.assertProblem(self.order("k2"), 503, "journal.failed")
        del self.bridge.journal._write
        self.assertProblem(self.order("k3"), 503, "journal.failed")
        self.assertEqual(self.order("k1")[1]["replayed"], True)
        self.assertEqual(self.get("/v1/health")[1]["problem"]["id"], "journal.failed")
        self.stop()
        self.begin()
        self.assertEqual(self.order("k2")[1]["state"], "sent")
        self.assertEqual(len(self.book()), 2)

    def test_a_hundred_orders_take_little_time(self):
        self.begin()
        begun = time.monotonic()
        for count in range(100):
            self.assertEqual(self.order("k{}".format(count))[1]["state"], "sent")
        # A second on a quiet machine.
        self.assertLess(time.monotonic() - begun, 30.0)
        self.assertEqual(len(set(row["remark"] for row in self.book())), 100)
