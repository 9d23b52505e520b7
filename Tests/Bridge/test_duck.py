"""The bridge over xtquant-duck of PyPI, a third party's stand-in for quotes and history; it trades nothing.

    XTQUANT_DUCK_PYTHON=python3 with xtquant-duck 0.1.20260705.9 and duckdb

How far that package goes: ticks, minute and daily bars. Its trader raises NotImplementedError everywhere and its numbers of order
statuses are shifted against the real ones and lack a name: the bridge reads numbers by name and refuses to trade over it.
"""
import os
import subprocess
import unittest

from support import ACCOUNT, HERE, TOKEN, BridgeCase

PYTHON = os.environ.get("XTQUANT_DUCK_PYTHON", "")


@unittest.skipUnless(PYTHON, "XTQUANT_DUCK_PYTHON names no Python with xtquant-duck: that package is not tried")
class DuckTests(BridgeCase):
    def setUp(self):
        super().setUp()
        database = os.path.join(self.folder, "market.duckdb")
        environment = dict(
            os.environ, QMT_TOKEN=TOKEN, PYTHONPATH=HERE, QMT_MOCK_DUCKDB=database, QMT_MOCK_NOW="2026-11-27 09:31:30")
        self.process = subprocess.Popen(
            [PYTHON, "-B", os.path.join(HERE, "duck_bridge.py"), database, "--userdata", self.folder, "--account", ACCOUNT,
             "--state", self.state, "--port", "0"],
            env=environment, stdout=subprocess.PIPE, universal_newlines=True, stderr=subprocess.DEVNULL)
        self.addCleanup(self.process.stdout.close)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        self.port = int(self.process.stdout.readline())

    def test_quotes_and_history_come_through_and_trading_is_refused(self):
        status, quotes = self.get("/v1/quotes?symbols=SH600000,SZ000001")
        self.assertEqual(status, 200, quotes)
        self.assertEqual(quotes["unknown"], ["SZ000001"])
        quote, = quotes["quotes"]
        self.assertEqual(
            {name: quote[name] for name in ("price", "open", "volume", "bid", "ask", "suspended", "phase", "limit_up", "time")},
            {"price": 10.52, "open": 10.5, "volume": 18000, "bid": 10.52, "ask": 10.53, "suspended": None, "phase": "unknown",
             "limit_up": None, "time": "2026-11-27T09:31:10+08:00"})
        status, daily = self.get("/v1/bars?symbols=SH600000&period=1d&start=2026-11-20&end=2026-11-27")
        self.assertEqual((status, daily["bars"]["SH600000"]), (200, [
            ["2026-11-26T00:00:00+08:00", 10.1, 10.6, 10.0, 10.5, 100000, 1050000.0],
            ["2026-11-27T00:00:00+08:00", 10.5, 10.8, 10.4, 10.7, 200000, 2120000.0]]))
        status, minutes = self.get("/v1/bars?symbols=SH600000&period=1m&start=2026-11-27&end=2026-11-27")
        self.assertEqual((status, minutes["bars"]["SH600000"]), (200, [
            ["2026-11-27T09:31:00+08:00", 10.5, 10.55, 10.5, 10.55, 15000, 157700.0],
            ["2026-11-27T09:32:00+08:00", 10.52, 10.52, 10.52, 10.52, 3000, 31560.0]]))
        health = self.get("/v1/health")[1]
        self.assertEqual((health["connected"], health["problem"]["id"], health["xtquant"]), (False, "qmt.package", None))
        self.assertIn("ORDER_PARTSUCC_CANCEL", health["problem"]["message"])
        self.assertProblem(self.order("k1"), 503, "qmt.package")
        self.assertProblem(self.get("/v1/positions?account=" + ACCOUNT), 503, "qmt.package")
        self.assertProblem(self.get("/v1/order?key=k1"), 404, "order.unknown-key")
