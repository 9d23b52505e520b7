"""What the scripts that disturb a night share: a small world to run it in, the run, and the digest of its results."""

import hashlib
import os
import pathlib
import struct
import subprocess

DAY = "2024-01-04"
DEMO_DAY = "2024-12-31"

CONFIGURATION = """\
port_analysis_config:
    strategy:
        class: TopkDropoutStrategy
        module_path: qlib.contrib.strategy
        kwargs: {signal: <PRED>, topk: 1, n_drop: 1}
    backtest:
        start_time: 2024-01-02
        end_time: 2024-01-03
        account: 1000000
        benchmark: SH000300
        exchange_kwargs: {limit_threshold: 0.095, deal_price: close, open_cost: 0.0005, close_cost: 0.0015, min_cost: 5}
"""

PREDICTIONS = """\
datetime,instrument,score
2024-01-01,SH600000,0.9
2024-01-01,SZ000001,0.5
2024-01-02,SH600000,0.8
2024-01-02,SZ000001,0.7
"""

REPORT = """\
datetime,account,return,total_turnover,turnover,total_cost,cost,value,cash,bench
2024-01-02,999525.0,0.0,950000.0,0.95,475.0,0.000475,950000.0,49525.0,0.01
2024-01-03,999525.0,0.0,950000.0,0.0,475.0,0.0,950000.0,49525.0,0.00990099009900991
"""

SETTINGS = """\
market: {provider: market, index: SH000300}
migrations:
  - {id: small, workspace: ws}
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def small_world(program, folder):
    """A market of five days, one migration and one preview; a night of it takes about a second."""
    days = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"]
    stocks = {"SH600000": [10] * 5, "SZ000001": [20, 21, 22, 21, 20], "SH000300": [100, 101, 102, 103, 104]}
    market = folder / "market"
    write(market / "calendars" / "day.txt", "\n".join(days) + "\n")
    listed = [name for name in stocks if name != "SH000300"]
    write(market / "instruments" / "all.txt", "".join(f"{name}\t{days[0]}\t{days[-1]}\n" for name in listed))
    for name, closes in stocks.items():
        changes = [float("nan")] + [closes[i] / closes[i - 1] - 1 for i in range(1, 5)]
        fields = {"close": closes, "open": closes, "factor": [1] * 5, "volume": [1e6] * 5, "change": changes}
        for field, values in fields.items():
            path = market / "features" / name.lower() / f"{field}.day.bin"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(struct.pack("<6f", 0, *values))
    write(folder / "ws" / "conf.yaml", CONFIGURATION)
    write(folder / "ws" / "pred.csv", PREDICTIONS)
    write(folder / "ws" / "qlib_res.csv", ",0\n1day.return_with_cost.mean,0.001\n")
    write(folder / "ws" / "report_normal_1day.csv", REPORT)
    write(folder / "aistock.yaml", SETTINGS)
    subprocess.run([program, "preview", "create", "--id", "p", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv",
                    "--start", "2024-01-02", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def demo_world(program, folder):
    """Nothing: an empty folder, in which a night is the embedded demo's."""


def digest(folder):
    """SHA-256 over paths and bytes of site and archive; hidden files of an interrupted run are no part of them."""
    result = hashlib.sha256()
    for top in (b"reports", b"site"):
        root = os.path.join(os.fsencode(folder), top)
        found = []
        for place, folders, names in os.walk(root):
            folders[:] = [name for name in folders if not name.startswith(b".")]
            found += [os.path.join(place, name) for name in names if not name.startswith(b".")]
        for path in sorted(found):
            result.update(os.path.relpath(path, root) + b"\n")
            with open(path, "rb") as file:
                result.update(file.read())
    return result.hexdigest()


def resolved(program):
    return str(pathlib.Path(program).resolve())
