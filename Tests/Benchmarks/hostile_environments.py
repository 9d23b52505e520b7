#!/usr/bin/env python3
"""Runs a night in environments that nobody would choose and compares what it leaves.

    swift build -c release --product aistock
    Tests/Benchmarks/hostile_environments.py [--aistock .build/release/aistock] [--demo] [--only WORD]

In each the night must leave archive and site byte for byte as in a plain environment, or end with a diagnostic:
no other bytes, no signal, no exit 70, no silence, no hang. `--demo` takes the embedded demo's night in the place of a
small world's. Environments that the machine does not offer (faketime, another user) are named and passed over.
"""

import argparse
import os
import pathlib
import pwd
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

import night_world as world

TIMEOUT = 900


class Case:
    """One environment: what differs from a plain start."""

    def __init__(self, name, env=None, unset=(), only=None, before=None, folder=None, shell=None, program=None,
                 user=None, argv0=None, streams=None):
        self.name, self.env, self.unset, self.only = name, env or {}, unset, only
        self.before, self.folder, self.shell, self.program = before, folder, shell, program
        self.user, self.argv0, self.streams = user, argv0, streams or {}


def limit(kind, value):
    return lambda: resource.setrlimit(kind, (value, value))


def mask(value):
    return lambda: os.umask(value)


def ignore(number):
    return lambda: signal.signal(number, signal.SIG_IGN)


def block_all():
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP})


def close(*streams):
    def action():
        for stream in streams:
            os.close(stream)
    return action


def linked(folder, program):
    path = folder / "a link to it"
    path.symlink_to(program)
    return str(path)


def copied(folder, program):
    path = folder / "moved"
    shutil.copy(program, path)
    return str(path)


def deep(folder):
    """About 3,900 bytes: close to what the system takes as one path."""
    while len(os.fsencode(folder)) < 3700:
        folder = folder / ("d" * 200)
    return folder


def cases(place):
    fifo, file, locked = place / "fifo", place / "file", place / "locked"
    os.mkfifo(fifo)
    file.write_text("no folder")
    locked.mkdir()
    locked.chmod(0o555)
    result = [
        Case("empty environment", only={}),
        Case("HOME unset", unset=["HOME"]), Case("HOME missing", {"HOME": "/nowhere"}),
        Case("HOME read-only", {"HOME": str(locked)}), Case("HOME a file", {"HOME": str(file)}),
        Case("HOME empty", {"HOME": ""}), Case("XDG odd", {"XDG_CACHE_HOME": str(file), "XDG_CONFIG_HOME": "/dev/null"}),
        Case("TMPDIR missing", {"TMPDIR": "/nowhere"}), Case("TMPDIR read-only", {"TMPDIR": str(locked)}),
        Case("TMPDIR a FIFO", {"TMPDIR": str(fifo)}), Case("TMPDIR empty", {"TMPDIR": ""}),
        Case("LANG garbage", {"LANG": "\x01%n%s"}), Case("LC_ALL garbage", {"LC_ALL": "xx_YY.ZZ@@"}),
        Case("Chinese", {"LC_ALL": "zh_CN.UTF-8"}), Case("GBK", {"LANG": "zh_CN.GBK"}),
        Case("decimal comma", {"LC_NUMERIC": "de_DE.UTF-8"}), Case("German", {"LC_ALL": "de_DE.UTF-8"}),
        Case("Turkish", {"LC_ALL": "tr_TR.UTF-8"}),
        Case("TZ Apia", {"TZ": "Pacific/Apia"}), Case("TZ New York", {"TZ": "America/New_York"}),
        Case("TZ garbage", {"TZ": "no/where\x02"}), Case("TZ colon", {"TZ": ":"}), Case("TZ long", {"TZ": "Z" * 10000}),
        Case("PATH empty", {"PATH": ""}), Case("PATH unset", unset=["PATH"]), Case("PATH missing", {"PATH": "/nowhere"}),
        Case("16 open files", before=limit(resource.RLIMIT_NOFILE, 16)),
        Case("8 open files", before=limit(resource.RLIMIT_NOFILE, 8)),
        Case("200 MB of addresses", before=limit(resource.RLIMIT_AS, 200 << 20)),
        Case("4 GB of addresses", before=limit(resource.RLIMIT_AS, 4 << 30)),
        Case("files up to 1 KB", before=limit(resource.RLIMIT_FSIZE, 1024)),
        Case("no core, small stack", before=limit(resource.RLIMIT_STACK, 512 << 10)),
        Case("umask 777", before=mask(0o777)), Case("umask 000", before=mask(0)), Case("umask 077", before=mask(0o077)),
        Case("folder gone", shell='mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"'),
        Case("stdin closed", before=close(0)), Case("stdout closed", before=close(1)),
        Case("stderr closed", before=close(2)), Case("all streams closed", before=close(0, 1, 2)),
        Case("stdout full", streams={"stdout": "/dev/full"}), Case("stderr full", streams={"stderr": "/dev/full"}),
        Case("argv[0] empty", argv0=""), Case("argv[0] odd", argv0="../../%s\n"),
        Case("a link to the program", program=linked), Case("the program moved", program=copied),
        Case("COLUMNS 1", {"COLUMNS": "1", "LINES": "1"}), Case("TERM dumb", {"TERM": "dumb"}),
        Case("NO_COLOR", {"NO_COLOR": "1"}), Case("huge environment", {f"V{n}": "x" * 100000 for n in range(12)}),
        Case("invalid UTF-8 in the environment", {b"ODD\xff": b"\xff\xfe"}),
        Case("SIGPIPE ignored", before=ignore(signal.SIGPIPE)), Case("SIGCHLD ignored", before=ignore(signal.SIGCHLD)),
        Case("all signals blocked", before=block_all), Case("nice 19", before=lambda: os.nice(19)),
        Case("one processor", before=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})),
        Case("poisoned memory", {"MALLOC_PERTURB_": "165"}), Case("one thread of OpenMP", {"OMP_NUM_THREADS": "1"}),
        Case("spaces", folder=lambda root: root / " a  b "), Case("newline", folder=lambda root: root / "a\nb"),
        Case("Chinese folder", folder=lambda root: root / "迁移 对账"),
        Case("quotes and percent", folder=lambda root: root / "a'\"%20#?&<b>"),
        Case("invalid UTF-8 folder", folder=lambda root: root / os.fsdecode(b"odd\xff\xfe")),
        Case("deep folder", folder=deep),
    ]
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        nobody = None
    if nobody and os.geteuid() == 0:
        result += [Case("another user", user=nobody), Case("another user, read-only folder", user=nobody, before=None)]
        result[-1].is_locked = True
    else:
        print("passed over: another user")
    fake = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
    if os.path.exists(fake):
        result.append(Case("clock of 2040", {"LD_PRELOAD": fake, "FAKETIME": "2040-02-29 23:59:59"}))
    else:
        print("passed over: faketime")
    return result


def start(case, program, night, folder, aside):
    environment = dict(os.environ) if case.only is None else dict(case.only)
    for name in case.unset:
        environment.pop(name, None)
    environment = {os.fsencode(k): os.fsencode(v) for k, v in environment.items()}
    environment.update({os.fsencode(k): os.fsencode(v) for k, v in case.env.items()})
    binary = case.program(aside, program) if case.program else program
    command = [binary] + night
    executable = binary
    if case.shell:
        command, executable = ["sh", "-c", case.shell] + command, "/bin/sh"
    elif case.argv0 is not None:
        command[0] = case.argv0

    def before():
        if case.user:
            os.setgroups([])
            os.setgid(case.user.pw_gid)
            os.setuid(case.user.pw_uid)
        if case.before:
            case.before()

    out = open(case.streams.get("stdout", aside / "out"), "wb")
    err = open(case.streams.get("stderr", aside / "err"), "wb")
    here = os.open(folder, os.O_RDONLY)
    try:
        return subprocess.run(
            command, executable=executable, cwd=f"/proc/self/fd/{here}", env=environment, stdin=subprocess.DEVNULL,
            stdout=out, stderr=err, preexec_fn=before, timeout=TIMEOUT, pass_fds=[here]).returncode
    except subprocess.TimeoutExpired:
        return "hangs"
    finally:
        os.close(here)
        out.close()
        err.close()


def judge(case, code, folder, aside, expected):
    """What is wrong, and what to print; nothing is wrong where the first is false."""
    said = (aside / "err").read_bytes() if "stderr" not in case.streams else b""
    if code == "hangs":
        return True, "hangs"
    if code == 0:
        same = world.digest(folder) == expected
        return not same, "same bytes" if same else "OTHER BYTES"
    names = [part.split(b"]")[0].decode() for part in said.split(b"error[")[1:]]
    is_heard = bool(names) or "stderr" in case.name or "all streams" in case.name
    return code < 0 or code == 70 or not is_heard, f"exit {code} {' '.join(names)}"


def open_up(folder):
    """Gives back the rights that a mask took, so that the result can be read and removed."""
    for place, folders, names in os.walk(folder):
        for name in folders:
            os.chmod(os.path.join(place, name), 0o755)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--aistock", default=".build/release/aistock")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--only", help="environments whose name holds this word")
    arguments = parser.parse_args()
    program = world.resolved(arguments.aistock)
    night = ["nightly", "--quiet", "--date", world.DEMO_DAY if arguments.demo else world.DAY]
    failures = 0
    with tempfile.TemporaryDirectory() as temporary:
        os.chmod(temporary, 0o755)
        place = pathlib.Path(temporary)
        base = place / "base"
        base.mkdir()
        (world.demo_world if arguments.demo else world.small_world)(program, base)
        calm = place / "calm"
        shutil.copytree(base, calm)
        subprocess.run([program] + night, cwd=calm, check=True, stdout=subprocess.DEVNULL)
        expected = world.digest(calm)
        (place / "tools").mkdir()
        every = [case for case in cases(place / "tools") if not arguments.only or arguments.only in case.name]
        for number, case in enumerate(every):
            root = place / f"case{number}"
            aside = root / "aside"
            aside.mkdir(parents=True)
            folder = case.folder(root) if case.folder else root / "world"
            folder.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(base, folder)
            if case.user:
                for path, _, names in os.walk(folder):
                    for owned in [path] + [os.path.join(path, name) for name in names]:
                        os.chown(owned, case.user.pw_uid, case.user.pw_gid)
                if getattr(case, "is_locked", False):
                    os.chown(folder, 0, 0)
            code = start(case, program, night, folder, aside)
            if case.shell:
                # The night ran in a folder that is gone: only what it said counts.
                is_wrong, text = (code == 0, f"exit {code}")
            else:
                if "umask" in case.name:
                    open_up(folder)
                is_wrong, text = judge(case, code, folder, aside, expected)
            failures += is_wrong
            print(f"{'WRONG' if is_wrong else 'ok':5}  {case.name}: {text}", flush=True)
            shutil.rmtree(root, ignore_errors=True)
    print(f"{len(every)} environments, {failures} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
