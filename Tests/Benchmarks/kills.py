#!/usr/bin/env python3
"""Kills nights at random moments and compares what the next whole night leaves with an undisturbed one.

    swift build -c release --product aistock
    Tests/Benchmarks/kills.py [--aistock .build/release/aistock] [--kills 300] [--seed 1] [--demo]

Each round starts from a fresh copy of a small world (`--demo`: from an empty folder, so that the night is the
embedded demo's), kills the night by SIGKILL at a moment drawn from its usual length, and runs it once more to its end.
Archive and site must then be byte for byte those of a night that was never disturbed, and the archive must verify.
"""

import argparse
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import night_world as world


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--aistock", default=".build/release/aistock")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--demo", action="store_true")
    arguments = parser.parse_args()
    program = world.resolved(arguments.aistock)
    night = [program, "nightly", "--quiet", "--date", world.DEMO_DAY if arguments.demo else world.DAY]
    draw = random.Random(arguments.seed)
    failures = hits = 0
    with tempfile.TemporaryDirectory() as temporary:
        place = pathlib.Path(temporary)
        base = place / "base"
        base.mkdir()
        (world.demo_world if arguments.demo else world.small_world)(program, base)
        calm = place / "calm"
        shutil.copytree(base, calm)
        begin = time.monotonic()
        subprocess.run(night, cwd=calm, check=True, stdout=subprocess.DEVNULL)
        length = time.monotonic() - begin
        expected = world.digest(calm)
        print(f"undisturbed night: {length:.2f} s, {expected[:16]}")
        for number in range(arguments.kills):
            folder = place / f"round{number}"
            shutil.copytree(base, folder)
            delay = draw.uniform(0, length)
            process = subprocess.Popen(night, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            hits += process.wait() == -signal.SIGKILL
            again = subprocess.run(night, cwd=folder, capture_output=True, text=True)
            problem = None
            if again.returncode != 0:
                problem = f"exit {again.returncode}: {again.stderr.strip()}"
            elif world.digest(folder) != expected:
                problem = "other bytes"
            elif subprocess.run([program, "archive", "verify"], cwd=folder, capture_output=True).returncode != 0:
                problem = "the archive does not verify"
            if problem:
                failures += 1
                print(f"kill {number} after {delay:.3f} s: {problem}")
            shutil.rmtree(folder)
    print(f"{arguments.kills} kills, {hits} of them before the end: {failures} with another result")
    return 1 if failures or not hits else 0


if __name__ == "__main__":
    sys.exit(main())
