"""Runs the bridge and ends it with SIGKILL at one exact place: `killed_bridge.py PLACE COUNT OPTIONS...`.

Places lie before, inside and behind each write of the journal and each call that sends an order. COUNT says at which passing; at
place `never` the bridge runs on. Nothing of this is in the bridge itself.
"""
import os
import signal
import sys

from support import qmt_bridge

PLACES = (
    "before-write", "torn-write", "before-synchronise", "behind-synchronise", "before-send", "inside-send", "behind-send",
    "before-outcome", "behind-outcome",
)


def main():
    place, count = sys.argv[1], int(sys.argv[2])
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
        print(server.port, flush=True)
        return bridge, server

    qmt_bridge.start = started
    os._exit(qmt_bridge.main(sys.argv[3:]))


if __name__ == "__main__":
    main()
