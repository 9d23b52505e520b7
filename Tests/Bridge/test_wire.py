"""What comes in over the socket: tokens, methods, types, sizes, damaged heads, slow and numerous clients."""
import socket
import threading
import time

from support import ACCOUNT, TOKEN, BridgeCase, exchange, now_text, parsed, qmt_bridge

AUTHORIZED = b"Host: x\r\nAuthorization: Bearer " + TOKEN.encode() + b"\r\n"


class WireTests(BridgeCase):
    def setUp(self):
        super().setUp()
        self.begin()

    def raw_problem(self, data, status, identifier):
        answer = self.raw(data)
        self.assertProblem((answer[0], answer[2]), status, identifier)
        return answer[1]

    def test_no_token_another_token_and_a_part_of_it_are_refused_alike(self):
        answers = [
            self.call("GET", target, token=token)
            for target in ("/v1/health", "/nowhere")
            for token in (None, "", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), " " + TOKEN, "é" * 20)]
        for answer in answers:
            self.assertProblem(answer, 401, "token.wrong")
        self.assertEqual(len(set(str(answer) for answer in answers)), 1)
        self.raw_problem(b"GET /v1/health HTTP/1.1\r\nAuthorization: Basic " + TOKEN.encode() + b"\r\n\r\n", 401, "token.wrong")
        self.assertEqual(self.get("/v1/health")[0], 200)

    def test_an_order_with_a_wrong_token_sends_nothing(self):
        body = b'{"key": "k1"}'
        for token in (None, "wrong-token-of-some-length"):
            answer = self.call("POST", "/v1/orders", body, token=token, Aistock_Time=now_text())
            self.assertProblem(answer, 401, "token.wrong")
        self.assertEqual(self.book(), [])

    def test_routes_methods_and_types_are_checked(self):
        self.assertProblem(self.get("/"), 404, "route.unknown")
        self.assertProblem(self.get("/v1/health/"), 404, "route.unknown")
        self.assertProblem(self.get("/v1/../v1/health"), 404, "route.unknown")
        self.assertProblem(self.get("/v1%2Fhealth"), 404, "route.unknown")
        self.assertProblem(self.call("DELETE", "/v1/orders"), 405, "route.method")
        headers = self.raw_problem(b"PUT /v1/orders HTTP/1.1\r\n" + AUTHORIZED + b"\r\n", 405, "route.method")
        self.assertEqual(headers["allow"], "GET, POST")
        for kind in ("text/plain", "application/json; charset=latin-1", "application/x-www-form-urlencoded"):
            self.assertProblem(self.call("POST", "/v1/kill", b"{}", content_type=kind), 415, "request.type")
        status, headers, value = self.raw(b"HEAD /v1/health HTTP/1.1\r\n" + AUTHORIZED + b"\r\n")
        self.assertEqual((status, value), (405, None))

    def test_bodies_are_one_json_object(self):
        bodies = (
            b"", b"[]", b"1", b"null", b"{", b"{}x", b'{"a": NaN}', b'{"a": Infinity}', b"\xff\xfe", b'{"account": "\xff"}',
            b'{"account": null, "account": null}', b"[" * 16000, b'{"a":' * 3000, b'{"a": ' + b"9" * 10000 + b"}",
            b"{'a': 1}", b'{"a": 01}', b"\x00")
        for body in bodies:
            answer = self.call("POST", "/v1/kill", body)
            self.assertEqual(answer[0], 400, (body[:40], answer))
            self.assertIn(answer[1]["error"]["id"], ("request.json", "request.field"))
        self.assertProblem(self.call("POST", "/v1/kill", b'{"account": "\\ud800"}'), 403, "account.unknown")
        answer = self.call("POST", "/v1/kill", b'{"account": null, "reason": "\\ud800"}')
        self.assertProblem(answer, 400, "request.field")
        self.assertFalse(self.get("/v1/health")[1]["accounts"][0]["killed"])

    def test_sizes_are_limited(self):
        self.assertProblem(self.call("POST", "/v1/kill", b" " * (16 << 10) + b"{}"), 413, "request.large")
        self.assertProblem(self.get("/v1/quotes?symbols=" + "A" * 8200), 414, "request.target")
        self.raw_problem(b"GET /" + b"a" * (1 << 20), 414, "request.target")
        self.raw_problem(b"GET / HTTP/1.1\r\nX: " + b"a" * (1 << 20), 431, "request.head")
        self.raw_problem(b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 65 + b"\r\n", 431, "request.head")
        head = b"POST /v1/kill HTTP/1.1\r\n" + AUTHORIZED + b"Content-Type: application/json\r\nContent-Length: %s\r\n\r\n{}"
        self.raw_problem(head % b"99999999999", 413, "request.large")
        self.raw_problem(head % (b"9" * 40), 400, "request.malformed")
        self.raw_problem(head.replace(b"Content-Length: %s\r\n", b""), 411, "request.length")

    def test_damaged_heads_are_answered(self):
        head = b"GET /v1/health HTTP/1.1\r\n" + AUTHORIZED
        post = b"POST /v1/kill HTTP/1.1\r\n" + AUTHORIZED + b"Content-Type: application/json\r\n"
        damaged = (
            b"\r\n\r\n", b"GET\r\n\r\n", b"GET /v1/health\r\n\r\n", b"get /v1/health HTTP/1.1\r\n\r\n",
            b"GET  /v1/health HTTP/1.1\r\n\r\n", b"GET v1 HTTP/1.1\r\n\r\n", b"GET http://x/v1/health HTTP/1.1\r\n\r\n",
            b"GET /v1/health HTTP/1.1 x\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n", b"GET /v1/health#a HTTP/1.1\r\n\r\n",
            b"GET /v1/health HTTP/x.y\r\n\r\n", b"GET /v1/health HTTP/1.1\nHost: x\n\n\r\n\r\n", b"\xff\xfe\xfd\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
            head + b"X : a\r\n\r\n", head + b"X\r\n\r\n", head + b": a\r\n\r\n", head + b" X: a\r\n\r\n", head + b"X: a\x00\r\n\r\n",
            head + b"X: a\r\n b\r\n\r\n", head + b"X: a\nY: b\r\n\r\n", head + AUTHORIZED + b"\r\n",
            head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", head + b"Content-Length: 3\r\n\r\nabc",
            post + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", post + b"Content-Length: +2\r\n\r\n{}",
            post + b"Content-Length: 2\r\n\r\n{}GET / HTTP/1.1", post + b"Content-Length: -2\r\n\r\n{}",
            post + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}")
        for data in damaged:
            self.raw_problem(data, 400, "request.malformed")
        self.raw_problem(b"GET /v1/health HTTP/2.0\r\n\r\n", 505, "request.version")
        self.raw_problem(head + b"Origin: http://example.org\r\n\r\n", 403, "request.browser")
        self.assertEqual(self.get("/v1/health")[0], 200)

    def test_damaged_queries_are_answered(self):
        for query in ("account=%zz", "account=%", "account=%ff", "account", "a=1&&b=2"):
            self.assertEqual(self.get("/v1/account?" + query)[0], 400)
        for query in ("account=1&account=1", "account=" + ACCOUNT + "&x=1", "", "account=" + ACCOUNT + "&open=maybe"):
            self.assertProblem(self.get("/v1/orders?" + query), 400, "request.field")
        self.assertProblem(self.get("/v1/account?account=../../etc/passwd"), 403, "account.unknown")
        self.assertEqual(self.get("/v1/account?account=%31%30%30%30%31%32%33%34")[0], 200)
        self.assertProblem(self.get("/v1/health?x=1"), 400, "request.field")
        self.assertProblem(self.call("POST", "/v1/kill?x=1", {"account": None}), 400, "request.field")

    def test_a_client_that_waits_for_leave_to_send_its_body_gets_it(self):
        body = b'{"account": null}'
        head = b"POST /v1/resume HTTP/1.1\r\n" + AUTHORIZED + b"Content-Type: application/json\r\nExpect: 100-continue\r\n"
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as client:
            client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body))
            self.assertEqual(client.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
            client.sendall(body)
            self.assertTrue(client.recv(100).startswith(b"HTTP/1.1 200 OK\r\n"))

    def test_a_slow_client_is_ended_and_told(self):
        ended = []
        self.addCleanup(setattr, qmt_bridge, "RECEIVE_SECONDS", qmt_bridge.RECEIVE_SECONDS)
        qmt_bridge.RECEIVE_SECONDS = 0.3

        def trickle(data):
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as client:
                answer = b""
                for byte in data:
                    try:
                        client.sendall(bytes([byte]))
                    except OSError:
                        break
                    time.sleep(0.05)
                try:
                    answer = client.recv(65536)
                except OSError:
                    pass
                ended.append(parsed(answer))

        body_to_come = b"POST /v1/kill HTTP/1.1\r\n" + AUTHORIZED + b"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as client:
            slow_head = threading.Thread(target=trickle, args=(b"GET /v1/hea",))
            slow_head.start()
            client.sendall(body_to_come)
            answer = parsed(client.recv(65536))
            slow_head.join()
        self.assertProblem((answer[0], answer[2]), 408, "request.slow")
        self.assertProblem((ended[0][0], ended[0][2]), 408, "request.slow")
        self.assertEqual(self.get("/v1/health")[0], 200)

    def test_silent_clients_take_no_place_for_ever(self):
        self.addCleanup(setattr, qmt_bridge, "RECEIVE_SECONDS", qmt_bridge.RECEIVE_SECONDS)
        qmt_bridge.RECEIVE_SECONDS = 0.2
        clients = [socket.create_connection(("127.0.0.1", self.port), timeout=5) for _ in range(40)]
        threads = threading.active_count()
        self.assertLessEqual(threads, qmt_bridge.REQUESTS_MAX + 20)
        for client in clients:
            client.close()
        self.until(lambda: self.get("/v1/health")[0] == 200)

    def test_requests_beyond_the_bound_are_told_to_come_back(self):
        self.server.slots = threading.BoundedSemaphore(1)
        with socket.create_connection(("127.0.0.1", self.port), timeout=5):
            self.until(lambda: not self.server.slots._value)
            answer = parsed(exchange(self.port, b"GET /v1/health HTTP/1.1\r\n" + AUTHORIZED + b"\r\n"))
            self.assertProblem((answer[0], answer[2]), 503, "server.busy")
        self.until(lambda: self.server.slots._value == 1)
        self.assertEqual(self.get("/v1/health")[0], 200)

    def test_answers_are_json_without_traces_of_the_machine(self):
        status, headers, value = self.raw(b"GET /v1/health HTTP/1.1\r\n" + AUTHORIZED + b"\r\n")
        self.assertEqual(status, 200)
        self.assertEqual(headers["content-type"], "application/json; charset=utf-8")
        self.assertEqual((headers["connection"], headers["cache-control"]), ("close", "no-store"))
        self.assertNotIn("server", headers)
        self.bridge.health = lambda: 1 / 0
        answer = self.get("/v1/health")
        self.assertProblem(answer, 500, "bridge.fault")
        for trace in ("Traceback", "division", ".py", self.folder):
            self.assertNotIn(trace, str(answer))
