#!/usr/bin/env python3
"""Measures a night of many migrations that finds nothing changed.

    swift build -c release --product aistock
    Tests/Benchmarks/unchanged_night.py [--aistock .build/release/aistock] [--migrations 100] [--keep FOLDER]

The demo's night writes its two workspaces; a configuration of N migrations points to them in turn. The first night
does the work, the following ones find it done. Printed are the seconds of each, the fastest of the unchanged ones
last, and whether archive and site are byte for byte what the first night wrote.
"""

import argparse
import hashlib
import pathlib
import subprocess
import sys
import tempfile
import time

DAY = "2024-12-31"


def night(program, folder):
    begin = time.monotonic()
    subprocess.run([program, "nightly", "--date", DAY, "--quiet", "--json"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def tree(folder):
    digest = hashlib.sha256()
    for top in ("reports", "site"):
        for path in sorted((folder / top).rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(folder)}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def configure(program, folder, count):
    demo = folder / "demo"
    demo.mkdir(parents=True)
    night(program, demo)
    names = ["demo-faithful", "demo-wrong-fees"]
    lines = ["archive: {level: 1}", "migrations:"]
    for number in range(count):
        workspace = demo / ".aistock" / "demo" / names[number % 2]
        lines.append(f"  - {{id: m{number:03}, workspace: {workspace}}}")
    many = folder / "many"
    many.mkdir()
    (many / "aistock.yaml").write_text("\n".join(lines) + "\n")
    return many


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--aistock", default=".build/release/aistock")
    parser.add_argument("--migrations", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--keep", help="a folder that is made, or used again, and left")
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.aistock).resolve())
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.keep or temporary).resolve()
        many = folder / "many"
        if not many.exists():
            many = configure(program, folder, arguments.migrations)
        print(f"first night: {night(program, many):.2f} s")
        before = tree(many)
        seconds = [night(program, many) for _ in range(arguments.repeats)]
        print("unchanged nights: " + ", ".join(f"{value:.2f}" for value in seconds) + " s")
        same = tree(many) == before
        print("archive and site: " + ("the same bytes" if same else "OTHER BYTES"))
        print(f"fastest: {min(seconds):.2f} s")
        return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
