"""Options, tokens, addresses and exit statuses; TLS; the script run as a user runs it."""
import contextlib
import io
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import unittest

from support import ACCOUNT, SCRIPT, SCRIPTED, TOKEN, BridgeCase, parsed, qmt_bridge


class OptionTests(BridgeCase):
    def setUp(self):
        super().setUp()
        os.environ["QMT_TOKEN"] = TOKEN
        self.addCleanup(os.environ.pop, "QMT_TOKEN", None)

    def exit_of(self, *options):
        """Status and text of the script called with options that end it at once."""
        text = io.StringIO()
        with contextlib.redirect_stderr(text), contextlib.redirect_stdout(text):
            try:
                status = qmt_bridge.main(list(options))
            except SystemExit as ended:
                status = ended.code
        return status, text.getvalue()

    def usual(self, *options):
        return self.exit_of("--userdata", self.folder, "--account", ACCOUNT, "--state", self.state, "--port", "0", *options)

    def test_wrong_options_end_with_usage(self):
        for options in ((), ("--userdata", "x"), ("--account", "1"), ("--userdata", "x", "--account", "a b"),
                        ("--userdata", "x", "--account", "1", "--account", "1"), ("--token", TOKEN),
                        ("--userdata", "x", "--account", "1", "--port", "70000"),
                        ("--userdata", "x", "--account", "1", "--call-timeout", "0"),
                        ("--userdata", "x", "--account", "1", "--call-timeout", "nan")):
            self.assertEqual(self.exit_of(*options)[0], 2, options)

    def test_an_address_that_others_reach_needs_tls(self):
        for address in ("0.0.0.0", "192.168.1.5", "::", "example.org", "127.0.0.1.evil", ""):
            status, text = self.usual("--bind", address)
            self.assertEqual(status, 2, address)
            self.assertIn("only with TLS", text)
        self.assertEqual(self.usual("--bind", "0.0.0.0", "--certificate", "x.pem")[0], 2)
        self.assertEqual(self.usual("--bind", "0.0.0.0", "--certificate", "x.pem", "--key", "y.pem")[0], 2)
        for address, bound in (("localhost", "127.0.0.1"), ("127.8.0.1", "127.8.0.1"), ("::1", "::1")):
            self.assertEqual(qmt_bridge.loopback(address), bound)

    def test_a_token_that_is_missing_short_or_open_to_others_is_refused(self):
        for token in ("", "short", "a" * 15, "a" * 257, "a b" * 10, "ü" * 20):
            os.environ["QMT_TOKEN"] = token
            self.assertEqual(self.usual()[0], 2)
            self.assertNotIn("QMT_TOKEN", os.environ)
        path = os.path.join(self.folder, "token")
        with open(path, "w") as file:
            file.write(TOKEN + "\n")
        os.chmod(path, 0o644)
        status, text = self.usual("--token-file", path)
        self.assertEqual(status, 2)
        self.assertIn("chmod 600", text)
        self.assertNotIn(TOKEN, text)
        self.assertEqual(self.usual("--token-file", path + "x")[0], 2)

    def test_a_new_token_is_made_once_and_for_the_owner_alone(self):
        path = os.path.join(self.folder, "token")
        self.assertEqual(self.exit_of("--make-token", path)[0], 0)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        token = qmt_bridge.read_token(path)
        self.assertGreaterEqual(len(token), 43)
        self.assertEqual(self.exit_of("--make-token", path)[0], 2)
        self.assertEqual(qmt_bridge.read_token(path), token)

    def test_a_missing_xtquant_and_a_taken_port_end_with_4(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen(1)
            status, text = self.exit_of(
                "--userdata", "x", "--account", ACCOUNT, "--state", self.state, "--port", str(taken.getsockname()[1]))
        self.assertEqual(status, 4)
        self.assertIn("remedy:", text)
        os.environ["QMT_TOKEN"] = TOKEN
        kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "xtquant"}
        self.addCleanup(sys.modules.update, kept)
        sys.path.remove(SCRIPTED)
        self.addCleanup(sys.path.insert, 0, SCRIPTED)
        status, text = self.exit_of(
            "--userdata", "x", "--account", ACCOUNT, "--state", self.state + "2", "--port", "0")
        self.assertEqual(status, 4)
        self.assertIn("xtquant cannot be imported", text)


class ScriptTests(BridgeCase):
    def test_the_script_runs_stops_and_shows_no_token(self):
        environment = dict(os.environ, QMT_TOKEN=TOKEN, PYTHONPATH=SCRIPTED)
        options = [sys.executable, "-S", "-B", SCRIPT, "--userdata", self.folder, "--account", ACCOUNT, "--state", self.state]
        process = subprocess.Popen(options + ["--port", "0"], env=environment, stderr=subprocess.PIPE, universal_newlines=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        line = ""
        while "listening on" not in line:
            line = process.stderr.readline()
        self.port = int(line.split("127.0.0.1:")[1].split()[0])
        self.until(lambda: self.get("/v1/health")[1]["connected"])
        self.assertEqual(self.order("k1")[1]["state"], "sent")
        if os.path.exists("/proc"):
            with open("/proc/{}/cmdline".format(process.pid), "rb") as file:
                self.assertNotIn(TOKEN.encode(), file.read())
        second = subprocess.run(options + ["--port", "0"], env=environment, stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual(second.returncode, 75)
        self.assertIn("Another bridge holds", second.stderr)
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        self.assertEqual(process.wait(), 0)
        self.assertIn("stopped", rest)
        self.assertNotIn(TOKEN, rest)
        with open(os.path.join(self.state, "journal.jsonl"), encoding="utf-8") as file:
            self.assertNotIn(TOKEN, file.read())


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed: TLS is not tried")
class TLSTests(BridgeCase):
    def test_tls_serves_and_plain_text_is_ended(self):
        certificate, key = os.path.join(self.folder, "c.pem"), os.path.join(self.folder, "k.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, stderr=subprocess.DEVNULL)
        self.begin()
        options = qmt_bridge.parse(
            ["--userdata", "x", "--account", ACCOUNT, "--bind", "0.0.0.0", "--certificate", certificate, "--key", key])
        self.server.tls = qmt_bridge.tls_of(options, False)
        context = ssl.create_default_context(cafile=certificate)
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as client:
                client.sendall(
                    b"GET /v1/health HTTP/1.1\r\nAuthorization: Bearer " + TOKEN.encode() + b"\r\n\r\n")
                answer = b""
                while True:
                    piece = client.recv(65536)
                    if not piece:
                        break
                    answer += piece
        self.assertEqual(parsed(answer)[0], 200)
        status, _, _ = self.raw(b"GET /v1/health HTTP/1.1\r\nAuthorization: Bearer " + TOKEN.encode() + b"\r\n\r\n")
        self.assertIsNone(status)
        self.assertEqual(self.server.tls.minimum_version, ssl.TLSVersion.TLSv1_2)
