"""Runs the bridge over xtquant-duck: `duck_bridge.py DATABASE OPTIONS...` in a Python that has that package and duckdb.

It makes the database with one day of one stock, in the tables that the package reads.
"""
import sys

import duckdb

DAILY = (("2026-11-26", 10.1, 10.6, 10.0, 10.5, 1000.0, 1.05e6), ("2026-11-27", 10.5, 10.8, 10.4, 10.7, 2000.0, 2.12e6))
TICKS = (
    ("2026-11-27 09:30:05", 10.5, 100.0, 105000.0), ("2026-11-27 09:30:40", 10.55, 150.0, 157700.0),
    ("2026-11-27 09:31:10", 10.52, 180.0, 189260.0))


def make(path):
    levels = ", ".join("{}{} double".format(name, n) for name in ("askPrice", "bidPrice", "askVol", "bidVol") for n in range(1, 6))
    with duckdb.connect(path) as database:
        database.execute(
            "create table qmt_daily_v1 (code text, date date, open double, high double, low double, close double,"
            " volume double, amount double)")
        database.execute(
            "create table qmt_tick_v1 (code text, ts timestamp, trade_date date, source_row bigint, lastPrice double,"
            " volume double, amount double, " + levels + ")")
        database.execute(
            "create table baostock_adjust_factor_events (code text, factor_date date, foreAdjustFactor double,"
            " backAdjustFactor double)")
        for row in DAILY:
            database.execute("insert into qmt_daily_v1 values ('600000.SH', ?, ?, ?, ?, ?, ?, ?)", list(row))
        for place, row in enumerate(TICKS):
            prices = [row[1] + 0.01 * n for n in range(1, 6)] + [row[1] - 0.01 * n for n in range(5)]
            values = [row[0], row[0][:10], place] + list(row[1:]) + prices + [10.0 * n for n in range(1, 11)]
            database.execute(
                "insert into qmt_tick_v1 values ('600000.SH'" + ", ?" * len(values) + ")", values)


def main():
    make(sys.argv[1])
    import xtquant_duck
    sys.modules["xtquant"] = xtquant_duck
    for name in ("xtconstant", "xtdata", "xttrader", "xttype"):
        sys.modules["xtquant." + name] = getattr(xtquant_duck, name)
    from support import qmt_bridge
    start = qmt_bridge.start

    def started(options):
        bridge, server = start(options)
        print(server.port, flush=True)
        return bridge, server

    qmt_bridge.start = started
    sys.exit(qmt_bridge.main(sys.argv[2:]))


if __name__ == "__main__":
    main()
