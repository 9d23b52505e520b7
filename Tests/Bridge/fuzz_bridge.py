"""Sends damaged, oversized and hostile requests to a bridge, and demands an answer or an end of the connection each time.

    python3 fuzz_bridge.py [--requests 100000] [--seed 1]

A request is a function of the seed and its number. Each must get a status of the protocol with JSON of the protocol's form, or
nothing where the connection was ended; no answer may hold a trace of Python or a path; afterwards the bridge answers, its
broker holds exactly the orders that well-formed requests asked for, and no thread is left over.
"""
import argparse
import json
import os
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from support import ACCOUNT, TOKEN, BridgeCase, exchange, now_text, parsed, qmt_bridge

TARGETS = (
    "/v1/health", "/v1/account", "/v1/positions", "/v1/orders", "/v1/trades", "/v1/order", "/v1/quotes", "/v1/bars", "/v1/events",
    "/v1/cancel", "/v1/kill", "/v1/resume", "/", "/v1", "/v1/orders/1", "//v1/health", "/v1/health?", "/%2e%2e/etc/passwd")
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "G\x00T", "", "A" * 20)
VALUES = (
    None, True, False, 0, -1, 1, 1e308, -1e-308, 10.52, 10.523456, 2 ** 63, "", "k1", "SH600000", "buy", "limit", ACCOUNT, [], {},
    [[]], "\x00", "\ud800", "A" * 5000, "../../x", "%s%n", "'; drop table", "𝕊", "\r\nX: y", "600000.SH")
NAMES = (
    "key", "account", "instrument", "side", "quantity", "price_type", "price", "strategy", "order_id", "reason", "x", "", "__class__")
PARAMETERS = ("account", "key", "symbols", "period", "start", "end", "refresh", "session", "after", "limit", "open", "x", "")
HEADERS = (
    "Content-Length: 0", "Content-Length: 5", "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: 5, 5",
    "Transfer-Encoding: chunked", "Transfer-Encoding: identity", "Expect: 100-continue", "Upgrade: h2c", "Origin: null",
    "Content-Type: text/html", "Content-Encoding: gzip", "Host: a", "Host: b", "X: \x01", "X", ": x", "X : y", "X:\ty", "Cookie: a=b",
    "Aistock-Time: now", "Aistock-Time: 0000-00-00T00:00:00+08:00", "Connection: keep-alive, Upgrade", "Range: bytes=0-1")


def order(number, **members):
    body = {"key": "fuzz-{}".format(number), "account": ACCOUNT, "instrument": "SH600000", "side": "buy", "quantity": 100,
            "price_type": "limit", "price": 10.52}
    body.update(members)
    return body


def body_of(dice, number):
    """A body, and whether it is an order that must be sent."""
    kind = dice.randrange(8)
    if kind == 0:
        return bytes(dice.getrandbits(8) for _ in range(dice.randrange(300)))
    if kind == 1:
        return dice.choice((b"[", b'{"a":', b'"', b"1", b"\xff", b" ", b"{}")) * dice.choice((1, 10, 5000, 20000))
    body = order(number)
    for _ in range(dice.randrange(1, 4)):
        name = dice.choice(NAMES)
        if dice.random() < 0.3:
            body.pop(name, None)
        else:
            body[name] = dice.choice(VALUES)
    data = bytearray(json.dumps(body).encode("utf-8"))
    if kind < 5:
        for _ in range(dice.randrange(1, 6)):
            place = dice.randrange(len(data))
            change = dice.randrange(3)
            if change == 0:
                data[place] = dice.getrandbits(8)
            elif change == 1:
                del data[place:place + dice.randrange(1, 9)]
            else:
                data[place:place] = bytes(dice.getrandbits(8) for _ in range(dice.randrange(1, 9)))
            if not data:
                break
    return bytes(data)


def sound_request(dice, number):
    """A request without a fault: an order under a new or a used key, a cancel, a switch, a question."""
    kind = dice.randrange(8)
    route, body = "/v1/orders", order(dice.choice((number, number, dice.randrange(50))), quantity=dice.choice((100, 200)))
    if kind == 5:
        route, body = "/v1/cancel", {"account": ACCOUNT, "key": "fuzz-{}".format(dice.randrange(50))}
    elif kind == 6:
        route, body = dice.choice(("/v1/kill", "/v1/resume", "/v1/resume", "/v1/resume")), {"account": None}
    elif kind == 7:
        route, body = dice.choice((
            "/v1/health", "/v1/events", "/v1/orders?account=" + ACCOUNT, "/v1/positions?account=" + ACCOUNT,
            "/v1/account?account=" + ACCOUNT, "/v1/trades?account=" + ACCOUNT, "/v1/order?key=fuzz-1", "/v1/quotes?symbols=SH600000",
            "/v1/bars?symbols=SH600000&period=1d&start=2026-11-02&end=2026-11-27&refresh=false")), None
    data = b"" if body is None else json.dumps(body).encode("utf-8")
    lines = ["{} {} HTTP/1.1".format("GET" if body is None else "POST", route), "Host: a", "Authorization: Bearer " + TOKEN]
    if body is not None:
        lines += ["Content-Type: application/json", "Content-Length: {}".format(len(data)), "Aistock-Time: " + now_text()]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + data


def request_of(seed, number):
    """The bytes of a request."""
    dice = random.Random(seed * 1000003 + number)
    kind = dice.randrange(10)
    if kind == 0:
        return bytes(dice.getrandbits(8) for _ in range(dice.choice((1, 10, 100, 1000, 30000))))
    if kind == 1:
        return sound_request(dice, number)
    method = "POST" if kind > 5 else dice.choice(METHODS)
    target = dice.choice(TARGETS)
    if dice.random() < 0.4:
        pairs = []
        for _ in range(dice.randrange(1, 5)):
            value = str(dice.choice(VALUES)).encode("utf-8", "replace").decode("latin-1")
            pairs.append(dice.choice(PARAMETERS) + dice.choice(("=", "", "=%", "=%zz", "==")) + value[:dice.choice((1, 40, 9000))])
        target += "?" + "&".join(pairs)
    version = dice.choice(("HTTP/1.1",) * 8 + ("HTTP/1.0", "HTTP/2.0", "HTTP/9", "ICE/1.0", ""))
    lines = ["{} {} {}".format(method, target, version)]
    if dice.random() < 0.85:
        lines.append("Authorization: Bearer " + (TOKEN if dice.random() < 0.9 else dice.choice(("", "x" * 20, TOKEN + "x"))))
    body = b""
    if method == "POST" or dice.random() < 0.1:
        body = body_of(dice, number)
        if dice.random() < 0.9:
            lines.append("Content-Type: application/json")
            lines.append("Content-Length: {}".format(max(0, len(body) + dice.choice((0,) * 20 + (-1, -5, 100)))))
        if dice.random() < 0.8:
            lines.append("Aistock-Time: " + now_text(dice.choice((0, 0, 0, 30, -30, 90, -90))))
    for _ in range(dice.choice((0, 0, 0, 1, 2, 70))):
        lines.append(dice.choice(HEADERS))
    data = dice.choice(("\r\n",) * 12 + ("\n", "\r")).join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body
    change = dice.random()
    if change < 0.05:
        data = data[:dice.randrange(len(data))]
    elif change < 0.1:
        place = dice.randrange(len(data))
        data = data[:place] + bytes([dice.getrandbits(8)]) + data[place + 1:]
    elif change < 0.11:
        data += b"A" * dice.choice((100, 20000, 200000))
    return data


TRACES = (b"Traceback", b"File \"", b".py", b"/tmp/", b"<class", b"object at 0x")
STATUSES = set(qmt_bridge.REASONS)


def complaint(data, answer):
    """What is wrong with an answer; None where it is as the protocol says."""
    while answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\n"):
        answer = answer[len(b"HTTP/1.1 100 Continue\r\n\r\n"):]
    if not answer:
        return None
    for trace in TRACES:
        if trace in answer:
            return "a trace of the machine"
    try:
        status, headers, value = parsed(answer)
    except (ValueError, IndexError):
        return "an answer that is not HTTP with JSON"
    if status not in STATUSES or status == 500:
        return "status {}".format(status)
    if value is None:
        return None if data.startswith(b"HEAD ") else "no body"
    if status not in (200, 202) and sorted(value.get("error", {})) != ["id", "message", "remedy"]:
        return "an error of another form"
    return None


class Fuzzing(BridgeCase):
    """A bridge that requests are thrown at."""

    call_timeout = 5.0

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, qmt_bridge, "RECEIVE_SECONDS", qmt_bridge.RECEIVE_SECONDS)
        # A request whose length promises more than comes is ended by the clock: by a short one here.
        qmt_bridge.RECEIVE_SECONDS = 0.25
        self.begin()

    def throw(self, seed, numbers):
        """Statuses by how often they were answered, and what was wrong."""
        counts, wrong = {}, []
        for number in numbers:
            data = request_of(seed, number)
            try:
                answer = exchange(self.port, data, 20)
            except OSError as error:
                wrong.append((number, "no connection: {}".format(error)))
                continue
            reason = complaint(data, answer)
            if reason:
                wrong.append((number, reason))
            status = answer[9:12].decode("latin-1") if answer else "ended"
            counts[status] = counts.get(status, 0) + 1
        return counts, wrong

    def judge(self, wrong):
        """The bridge lives, answers, and the broker holds one order for each key that the journal knows."""
        self.assertEqual(wrong, [])
        self.call("POST", "/v1/resume", {"account": None})
        self.assertEqual(self.get("/v1/health")[0], 200)
        self.assertEqual(self.order("after-all")[1]["state"], "sent")
        remarks = [row["remark"] for row in self.book()]
        self.assertEqual(len(remarks), len(set(remarks)))
        self.assertEqual(set(remarks), set(self.bridge.keys_by_remark))
        for key, entry in self.bridge.entries.items():
            self.assertEqual(entry.state, "sent", key)
        self.until(lambda: self.server.slots._value == qmt_bridge.REQUESTS_MAX)
        self.assertLess(threading.active_count(), 40)


class FuzzTests(Fuzzing):
    def test_three_hundred_damaged_requests_leave_the_bridge_answering(self):
        with ThreadPoolExecutor(max_workers=10) as pool:
            found = list(pool.map(lambda first: self.throw(1, range(first, 300, 10)), range(10)))
        self.judge([complaint for _, wrong in found for complaint in wrong])
        self.assertGreater(len(set(status for counts, _ in found for status in counts)), 8)


def main():
    parser = argparse.ArgumentParser(description="Throws damaged requests at a bridge.")
    parser.add_argument("--requests", type=int, default=100000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=16)
    options = parser.parse_args()
    case = Fuzzing("judge")
    case.setUp()
    begun = time.monotonic()
    counts, wrong, lock = {}, [], threading.Lock()
    left = iter(range(options.requests))

    def work():
        while True:
            with lock:
                numbers = [number for _, number in zip(range(50), left)]
            if not numbers:
                return
            found, complaints = case.throw(options.seed, numbers)
            with lock:
                wrong.extend(complaints)
                for status, count in found.items():
                    counts[status] = counts.get(status, 0) + count

    threads = [threading.Thread(target=work) for _ in range(options.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        case.judge(wrong[:20])
    finally:
        print("seed {}: {} requests in {:.0f} s, statuses {}, orders {}".format(
            options.seed, sum(counts.values()), time.monotonic() - begun,
            ", ".join("{} {}".format(status, counts[status]) for status in sorted(counts)), len(case.book())))
    case.doCleanups()
    print("the bridge lives and answers")


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)
