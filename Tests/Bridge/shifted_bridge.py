"""The bridge under a clock that a test sets: FOLDER/offset holds the seconds by which it differs from this machine's.

The file is read at each look at the clock, so that a test moves the time of a bridge that runs. It ends with its standard
input: a test that dies leaves no bridge behind. Connections that broke are tried again at
once, and an order that is not listed is absent after half a second. Options are the bridge's own.
"""
import importlib.util
import os
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPT = os.path.normpath(os.path.join(HERE, "..", "..", "Sources", "Execution", "Bridge", "script", "qmt_bridge.py"))
OFFSET = os.path.join(os.environ["SCRIPTED_XTQUANT"], "offset")

real_time = time.time


def shifted_time():
    try:
        with open(OFFSET, encoding="ascii") as file:
            return real_time() + float(file.read())
    except FileNotFoundError:
        return real_time()


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    sys.dont_write_bytecode = True
    sys.path.insert(0, os.path.join(HERE, "scripted"))
    time.time = shifted_time
    specification = importlib.util.spec_from_file_location("qmt_bridge", SCRIPT)
    bridge = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(bridge)
    bridge.RECONNECT_SECONDS_MIN = bridge.RECONNECT_SECONDS_MAX = 0.05
    bridge.ABSENT_AFTER_SECONDS = 0.5
    threading.Thread(target=end_with_input, daemon=True).start()
    os._exit(bridge.main())


if __name__ == "__main__":
    main()
