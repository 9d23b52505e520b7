"""Runs bridges and ends each with SIGKILL at one exact place.

Reads `["start", PLACE, COUNT, FOLDER, OPTION...]` and `["stop"]` as lines of JSON. To `start` it answers with the port of a bridge that
runs in a process of its own; to `stop` with 0 when that process is gone. One bridge at a time.

Places lie before, inside and behind each write of the journal and each call that sends an order. COUNT says at which passing; at
place `never` the bridge runs on. Nothing of this is in the bridge itself.
"""
import json
import os
import signal
import sys

from support import qmt_bridge

PLACES = (
    "before-write", "torn-write", "before-synchronise", "behind-synchronise", "before-send", "inside-send", "behind-send",
    "before-outcome", "behind-outcome",
)


def run(place, count, options, answer):
    """The bridge itself; it does not come back."""
    passed = {"count": 0}

    def reach(name):
        if name == place:
            passed["count"] += 1
            if passed["count"] == count:
                os.kill(os.getpid(), signal.SIGKILL)

    write, synchronise = qmt_bridge.Journal._write, os.fsync

    def slow_write(journal, line):
        is_outcome = b'"type":"outcome"' in line
        reach("before-outcome" if is_outcome else "before-write")
        if place == "torn-write" and passed["count"] + 1 == count:
            os.lseek(journal.file, journal.size, os.SEEK_SET)
            os.write(journal.file, line[:len(line) // 2])
        reach("torn-write")
        write(journal, line)
        if is_outcome:
            reach("behind-outcome")

    def slow_synchronise(file):
        reach("before-synchronise")
        synchronise(file)
        reach("behind-synchronise")

    qmt_bridge.Journal._write = slow_write
    package = qmt_bridge.Package()
    receive = sys.modules["xtquant.broker"].Broker.receive
    order_stock = package.trader.XtQuantTrader.order_stock

    def slow_receive(broker, *request):
        order = receive(broker, *request)
        reach("inside-send")
        return order

    def slow_order(trader, *request):
        reach("before-send")
        number = order_stock(trader, *request)
        reach("behind-send")
        return number

    sys.modules["xtquant.broker"].Broker.receive = slow_receive
    package.trader.XtQuantTrader.order_stock = slow_order
    start = qmt_bridge.start

    def started(options):
        bridge, server = start(options)
        os.fsync = slow_synchronise
        os.write(answer, b"%d\n" % server.port)
        return bridge, server

    qmt_bridge.start = started
    os._exit(qmt_bridge.main(options))


def main():
    child = 0
    qmt_bridge.Package()
    for line in sys.stdin:
        command = json.loads(line)
        if child:
            if command[0] == "stop":
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            child = 0
        if command[0] == "start":
            os.environ["SCRIPTED_XTQUANT"] = command[3]
            child = os.fork()
            if child == 0:
                run(command[1], command[2], command[4:], sys.stdout.fileno())
        else:
            print(0, flush=True)


if __name__ == "__main__":
    main()
