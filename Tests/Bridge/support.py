"""Common ground of the bridge's tests: a bridge over the scripted broker, and a client of its own."""
import importlib.util
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTED = os.path.join(HERE, "scripted")
SCRIPT = os.path.normpath(os.path.join(HERE, "..", "..", "Sources", "Execution", "Bridge", "script", "qmt_bridge.py"))
TOKEN = "a-token-of-the-tests-0123456789"
ACCOUNT = "10001234"

sys.dont_write_bytecode = True
if SCRIPTED not in sys.path:
    sys.path.insert(0, SCRIPTED)

_specification = importlib.util.spec_from_file_location("qmt_bridge", SCRIPT)
qmt_bridge = importlib.util.module_from_spec(_specification)
sys.modules["qmt_bridge"] = qmt_bridge
_specification.loader.exec_module(qmt_bridge)
qmt_bridge.log = lambda text: None
qmt_bridge.RECONNECT_SECONDS_MIN = 0.1


def exchange(port, data, seconds=10.0):
    """Sends bytes and reads all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as client:
        answer = b""
        try:
            client.sendall(data)
            while True:
                piece = client.recv(65536)
                if not piece:
                    break
                answer += piece
        except (ConnectionResetError, BrokenPipeError):
            pass
        return answer


def parsed(answer):
    """Status, headers and JSON of an answer; None as status where nothing came."""
    if not answer:
        return None, {}, None
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return int(lines[0].split(" ")[1]), headers, json.loads(body.decode("utf-8")) if body else None


def now_text(offset=0):
    return qmt_bridge.china_text(time.time() + offset)


class BridgeCase(unittest.TestCase):
    """A folder with a broker, and bridges that come and go over it."""

    accounts = (ACCOUNT,)
    call_timeout = 2.0

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="bridge")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.state = os.path.join(self.folder, "state")
        os.environ["SCRIPTED_XTQUANT"] = self.folder
        self.bridge = None
        self.addCleanup(self.stop)

    def script(self, **members):
        """What the broker shall do from now on."""
        self._write("script.json", members)

    def market(self, **codes):
        self._write("market.json", {name.replace("_", "."): value for name, value in codes.items()})

    def _write(self, name, value):
        path = os.path.join(self.folder, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            json.dump(value, file)
        os.replace(path + ".new", path)

    def begin(self, wait=True):
        self.lock, journal = qmt_bridge.open_state(self.state)
        self.bridge = qmt_bridge.Bridge(
            qmt_bridge.Package(), self.folder, list(self.accounts), journal, self.call_timeout)
        self.server = qmt_bridge.Server(self.bridge, TOKEN, "127.0.0.1", 0)
        self.port = self.server.port
        self.serving = threading.Thread(target=self.server.serve, daemon=True)
        self.serving.start()
        self.keeping = threading.Thread(target=self.bridge.keep, daemon=True)
        self.keeping.start()
        if wait:
            self.until(lambda: self.bridge.is_connected())

    def stop(self):
        if self.bridge is not None:
            self.server.close()
            self.bridge.close()
            self.keeping.join(5)
            self.lock.close()
            self.bridge = None

    def until(self, condition, seconds=5.0):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                self.fail("it did not come to that in {} seconds".format(seconds))
            time.sleep(0.005)

    def raw(self, data):
        return parsed(exchange(self.port, data))

    def call(self, method, target, body=None, token=TOKEN, **headers):
        """Status and JSON of a request; a body is sent as JSON unless it is bytes."""
        lines = ["{} {} HTTP/1.1".format(method, target), "Host: 127.0.0.1"]
        if token is not None:
            lines.append("Authorization: Bearer " + token)
        data = b""
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode("utf-8")
            lines.append("Content-Type: " + headers.pop("content_type", "application/json"))
            lines.append("Content-Length: {}".format(len(data)))
        lines += ["{}: {}".format(name.replace("_", "-"), value) for name, value in headers.items()]
        status, _, value = self.raw("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + data)
        return status, value

    def get(self, target):
        return self.call("GET", target)

    def order(self, key, now=None, **members):
        body = {
            "key": key, "account": ACCOUNT, "instrument": "SH600000", "side": "buy", "quantity": 200,
            "price_type": "limit", "price": 10.52}
        body.update(members)
        return self.call("POST", "/v1/orders", body, Aistock_Time=now or now_text())

    def book(self, act="received"):
        """What the broker wrote down, in its order."""
        try:
            with open(os.path.join(self.folder, "book.jsonl"), encoding="utf-8") as file:
                return [row for row in map(json.loads, file) if row["act"] == act]
        except FileNotFoundError:
            return []

    def journal_lines(self):
        with open(os.path.join(self.state, "journal.jsonl"), "rb") as file:
            return file.read().split(b"\n")

    def assertProblem(self, answer, status, identifier):
        self.assertEqual((answer[0], answer[1].get("error", {}).get("id")), (status, identifier), answer)
        self.assertEqual(sorted(answer[1]["error"]), ["id", "message", "remedy"])
        self.assertTrue(all(answer[1]["error"].values()))
