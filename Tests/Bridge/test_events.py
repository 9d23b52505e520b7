"""Reports of QMT as a numbered stream: order, gaps, restarts, waiting, duplicates, disconnection."""
import threading
import time

from support import ACCOUNT, BridgeCase, qmt_bridge


class EventTests(BridgeCase):
    def place(self):
        answer = self.get("/v1/events")[1]
        self.assertEqual(answer["events"], [])
        return answer["session"], answer["next"]

    def after(self, session, place, **parameters):
        extra = "".join("&{}={}".format(name, value) for name, value in parameters.items())
        status, answer = self.get("/v1/events?session={}&after={}{}".format(session, place, extra))
        self.assertEqual(status, 200, answer)
        return answer

    def test_reports_are_numbered_without_a_hole(self):
        self.script(steps={"default": ["receive", "reply", "report", "fill:100", "report", "trades", "fill:rest", "report", "trades"]})
        self.begin()
        session, place = self.place()
        self.order("k1")
        self.until(lambda: self.bridge.events.last >= place + 5)
        answer = self.after(session, place)
        self.assertEqual([event["sequence"] for event in answer["events"]], list(range(place + 1, place + 6)))
        self.assertEqual([event["type"] for event in answer["events"]], ["order", "order", "trade", "order", "trade"])
        self.assertEqual([event["account"] for event in answer["events"]], [ACCOUNT] * 5)
        self.assertEqual(answer["events"][4]["trade"]["volume"], 100)
        self.assertEqual(answer["events"][3]["order"]["key"], "k1")
        self.assertEqual((answer["next"], answer["last"], answer["gap"]), (place + 5, place + 5, False))
        few = self.after(session, place, limit=2)
        self.assertEqual(([event["sequence"] for event in few["events"]], few["next"]), ([place + 1, place + 2], place + 2))

    def test_duplicate_and_late_reports_are_passed_on(self):
        self.script(steps={"default": ["receive", "reply", "fill:rest", "trades", "repeat", "report", "repeat"]})
        self.begin()
        session, place = self.place()
        self.order("k1")
        self.until(lambda: self.bridge.events.last >= place + 4)
        events = self.after(session, place)["events"]
        self.assertEqual([event["type"] for event in events], ["trade", "trade", "order", "order"])
        self.assertEqual(events[0]["trade"], events[1]["trade"])

    def test_waiting_ends_with_an_event_or_the_time(self):
        self.begin()
        session, place = self.place()
        begun = time.monotonic()
        self.assertEqual(self.after(session, place, wait="0.2")["events"], [])
        self.assertGreaterEqual(time.monotonic() - begun, 0.2)
        found = []
        waiting = threading.Thread(target=lambda: found.append(self.after(session, place, wait=10)))
        waiting.start()
        time.sleep(0.05)
        self.order("k1")
        waiting.join(2)
        self.assertEqual(found[0]["events"][0]["type"], "order")

    def test_a_restart_and_lost_events_are_a_gap(self):
        self.begin()
        session, place = self.place()
        self.assertTrue(self.after("0" * 16, 0)["gap"])
        self.assertTrue(self.after(session, place + 5)["gap"])
        for _ in range(qmt_bridge.EVENTS_KEPT + 5):
            self.bridge.events.add("order", ACCOUNT)
        lost = self.after(session, place)
        self.assertEqual((lost["gap"], lost["events"], lost["next"]), (True, [], lost["last"]))
        self.assertFalse(self.after(session, lost["last"] - qmt_bridge.EVENTS_KEPT, limit=1)["gap"])
        self.stop()
        self.begin()
        self.assertTrue(self.after(session, lost["last"])["gap"])

    def test_a_disconnection_is_an_event_and_the_connection_comes_back(self):
        self.begin()
        session, place = self.place()
        self.script(is_away=True)
        self.until(lambda: not self.get("/v1/health")[1]["connected"])
        self.assertProblem(self.order("k1"), 503, "qmt.away")
        self.script()
        self.until(lambda: self.get("/v1/health")[1]["connected"])
        self.assertEqual([event["type"] for event in self.after(session, place)["events"]], ["disconnected", "connected"])
        self.assertEqual(self.order("k1")[1]["state"], "sent")

    def test_a_connection_that_breaks_while_it_is_made_is_not_taken_for_one(self):
        self.script(breaks_at_once=True)
        self.begin(wait=False)
        self.until(lambda: self.bridge.tries >= 2)
        self.assertFalse(self.get("/v1/health")[1]["connected"])
        self.script()
        self.until(lambda: self.get("/v1/health")[1]["connected"])

    def test_a_dead_connection_is_noticed_without_being_told(self):
        self.addCleanup(setattr, qmt_bridge, "HEARTBEAT_SECONDS", qmt_bridge.HEARTBEAT_SECONDS)
        qmt_bridge.HEARTBEAT_SECONDS = 0.1
        self.call_timeout = 0.2
        self.begin()
        session, place = self.place()
        self.script(hang=["query_stock_asset"])
        self.until(lambda: self.after(session, place)["events"])
        self.assertEqual(self.after(session, place)["events"][0]["type"], "disconnected")

    def test_failures_of_orders_and_cancels_are_events(self):
        self.script(steps={"default": ["refuse"]})
        self.begin()
        session, place = self.place()
        self.order("k1")
        self.script()
        self.order("k2")
        self.call("POST", "/v1/cancel", {"account": ACCOUNT, "key": "k2"})
        self.call("POST", "/v1/cancel", {"account": ACCOUNT, "key": "k2"})
        self.until(lambda: any(event["type"] == "cancel_error" for event in self.after(session, place)["events"]))
        events = {event["type"]: event for event in self.after(session, place)["events"]}
        self.assertEqual(
            (events["order_error"]["key"], events["order_error"]["code"], events["order_error"]["message"]),
            ("k1", 260200, "scripted refusal"))
        self.assertEqual((events["cancel_error"]["key"], events["cancel_error"]["order_id"]), ("k2", "1000001"))

    def test_questions_about_events_are_checked(self):
        self.begin()
        session, _ = self.place()
        for query in ("session=" + session, "after=0", "session=x&after=0", "session={}&after=-1".format(session),
                      "session={}&after=0&wait=31".format(session), "session={}&after=0&wait=x".format(session),
                      "session={}&after=0&limit=0".format(session), "session={}&after=0&limit=1001".format(session)):
            self.assertProblem(self.get("/v1/events?" + query), 400, "request.field")

    def test_only_some_requests_wait_at_a_time(self):
        self.begin()
        session, place = self.place()
        threads = [
            threading.Thread(target=self.after, args=(session, place), kwargs={"wait": 10})
            for _ in range(qmt_bridge.LONG_POLLS_MAX)]
        for thread in threads:
            thread.start()
        self.until(lambda: not self.server.polls._value)
        self.assertProblem(self.get("/v1/events?session={}&after={}&wait=1".format(session, place)), 503, "server.busy")
        self.assertEqual(self.get("/v1/health")[0], 200)
        self.order("k1")
        for thread in threads:
            thread.join(2)

    def test_a_callback_that_cannot_be_read_hurts_nobody(self):
        self.begin()
        _, place = self.place()
        for thing in (None, object(), type("Order", (), {"account_id": ACCOUNT, "order_id": "x", "order_status": []})()):
            self.bridge.reported("order", thing)
        self.assertEqual(self.get("/v1/health")[0], 200)
