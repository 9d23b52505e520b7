#!/usr/bin/env python3
"""Measures an array of replays beside one night that reconciles everything itself, and compares what both leave.

    swift build -c release --product aistock
    Tests/Benchmarks/replays_against_night.py [--aistock .build/release/aistock] [--migrations 100] [--shards 100]
        [--jobs 1 | --slurm] [--market MARKET --workspace W...] [--rungs all]

Without MARKET the demo's two results on the demo's market are taken in turn. Each migration has a copy of its own of a
workspace, with a line more in its configuration. The replays run one after another, or as many at once as `--jobs`
says; with `--slurm` the printed script is submitted to the Slurm that `sbatch` reaches. Reports, site and judgements
must be byte for byte those of the night, but for the time at which the site was built.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time


def run(program, folder, *arguments, expected=(0,)):
    result = subprocess.run([program, *arguments, "--quiet"], cwd=folder, stdout=subprocess.DEVNULL)
    if result.returncode not in expected:
        sys.exit(f"aistock {' '.join(arguments)}: exit {result.returncode}")


def timed(label, work):
    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime
    begin, before = time.monotonic(), used()
    work()
    print(f"{label}: {time.monotonic() - begin:.1f} s, {used() - before:.1f} s of processors", flush=True)


def outcome(folder):
    """Archive, site and work without the times of building and without the lists that follow from them."""
    found = {}
    for top in ("reports", "site", ".aistock/work"):
        for path in sorted((folder / top).rglob("*")):
            if not path.is_file() or path.name in (".aistock-output", "inputs.sha256", "index.json"):
                continue
            content = path.read_bytes()
            if path.name == "index.html":
                content = re.sub(r"(Built|生成于) [^<]*<", "<", content.decode()).encode()
            found[str(path.relative_to(folder))] = content
    return found


def configure(folder, count, market, workspaces, rungs):
    lines = [f"market: {{provider: {market}}}", "migrations:"]
    for number in range(count):
        source = pathlib.Path(workspaces[number % len(workspaces)])
        target = folder / "ws" / f"m{number:03}"
        target.mkdir(parents=True)
        for path in source.iterdir():
            shutil.copy(path, target)
            os.chmod(target / path.name, 0o644)
        for name in ("conf.yaml", "conf_used.yaml"):
            if (target / name).exists():
                with open(target / name, "a") as file:
                    file.write(f"\n# {number}\n")
        lines.append(f"  - {{id: m{number:03}, workspace: ws/m{number:03}, rungs: {rungs}}}")
    (folder / "aistock.yaml").write_text("\n".join(lines) + "\n")


def submit(program, folder, shards):
    """The printed job array, from its submission until the job that collects has ended."""
    (folder / "out").mkdir()
    script = subprocess.run(
        [program, "replay", "--slurm", str(shards), "--output", "out"], cwd=folder, check=True, capture_output=True)
    (folder / "job.sh").write_bytes(script.stdout)
    subprocess.run(["sh", "job.sh"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    while subprocess.run(["squeue", "--noheader"], cwd=folder, check=True, capture_output=True).stdout.strip():
        time.sleep(0.2)
    print((folder / "out" / "collect.log").read_text().strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--aistock", default=".build/release/aistock")
    parser.add_argument("--migrations", type=int, default=100)
    parser.add_argument("--shards", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--slurm", action="store_true")
    parser.add_argument("--market", default="demo")
    parser.add_argument("--workspace", action="append")
    parser.add_argument("--rungs", default="all", help="such as [reported, recomputed, replayed, reinferred, realistic]")
    parser.add_argument("--day", default="2024-12-31")
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.aistock).resolve())
    demo = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "CEmbedded" / "demo"
    workspaces = arguments.workspace or [demo / "demo-faithful", demo / "demo-wrong-fees"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        market = arguments.market if arguments.market == "demo" else str(pathlib.Path(arguments.market).resolve())
        configure(folder, arguments.migrations, market, workspaces, arguments.rungs)
        night = ("nightly", "--date", arguments.day)
        timed("a night by itself", lambda: run(program, folder, *night))
        sequential = outcome(folder)
        for name in (".aistock", "reports", "site"):
            shutil.rmtree(folder / name)
        shards = range(1, arguments.shards + 1)

        def replay(number):
            run(program, folder, "replay", "--shard", f"{number}/{arguments.shards}", "--output", f"out/{number}",
                expected=(0, 1))

        def replays():
            with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
                list(pool.map(replay, shards))
        if arguments.slurm:
            # Its processors are those of Slurm's own processes.
            timed(f"an array of {arguments.shards} on Slurm", lambda: submit(program, folder, arguments.shards))
        else:
            timed(f"{arguments.shards} replays, {arguments.jobs} at once", replays)
            timed("collect", lambda: run(program, folder, "collect", *[f"out/{number}" for number in shards]))
        timed("the night after it", lambda: run(program, folder, *night))
        collected = outcome(folder)
        other = sorted(path for path in sequential.keys() | collected.keys()
                       if sequential.get(path) != collected.get(path))
        print(f"{len(sequential)} files: " + ("the same bytes" if not other else f"OTHER BYTES: {other[:5]}"))
        return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main())
