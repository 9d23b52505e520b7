

# ---- sandbox ---------------------------------------------------------------------------------------
#
# The wall around foreign code and pickles: no network, no home, one folder to write, no new processes, limits of time,
# memory and files. Without bubblewrap nothing runs, unless --allow-unsandboxed says so; the result then says so too.

RUNNER = r'''
import json, os, runpy, sys
task = json.load(open(sys.argv[1], encoding="utf-8"))
work, code = os.path.realpath(task["work"]), os.path.realpath(task["code"])
os.chdir(work)
if hasattr(os, "geteuid") and os.geteuid() == 0:
    sys.exit("refused by the sandbox: foreign code never runs as root")
try:
    import resource
    # Above the first limit of processor time a signal tells it from other ends; above the second one nothing goes on.
    for name, value, last in (("RLIMIT_CPU", task["seconds"], 5), ("RLIMIT_AS", task["bytes"], 0), ("RLIMIT_FSIZE", task["file_bytes"], 0),
                              ("RLIMIT_NOFILE", 256, 0), ("RLIMIT_CORE", 0, 0)):
        resource.setrlimit(getattr(resource, name), (value, value + last))
except ImportError:
    pass
try:
    # Where the machine's memory runs out, this is ended first.
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
except OSError:
    pass

def no_processes():
    """A seccomp filter: threads are allowed, processes, programs, sockets and tracing are not. True where it holds."""
    import ctypes, platform, struct
    machine = platform.machine()
    # (architecture of the audit interface, clone, refused calls): asm/unistd.h of each.
    known = {"x86_64": (0xC000003E, 56, (41, 57, 58, 59, 62, 101, 165, 200, 234, 250, 272, 308, 310, 311, 321, 322, 323, 424, 425)),
             "aarch64": (0xC00000B7, 220, (198, 221, 129, 117, 40, 130, 131, 219, 97, 268, 270, 271, 280, 281, 282, 424, 425))}
    if machine not in known or not sys.platform.startswith("linux"):
        return False
    architecture, clone, refused = known[machine]
    def step(code, yes, no, value):
        return struct.pack("HBBI", code, yes, no, value)
    load, equal, above, bits, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    deny, absent, allow, kill = 0x00050001, 0x00050026, 0x7FFF0000, 0x80000000
    steps = [step(load, 0, 0, 4), step(equal, 1, 0, architecture), step(answer, 0, 0, kill), step(load, 0, 0, 0),
             step(above, 0, 1, 0x40000000), step(answer, 0, 0, deny), step(equal, 0, 1, 435), step(answer, 0, 0, absent)]
    for number in refused:
        steps += [step(equal, 0, 1, number), step(answer, 0, 0, deny)]
    # A thread has CLONE_THREAD among its flags.
    steps += [step(equal, 0, 3, clone), step(load, 0, 0, 16), step(bits, 1, 0, 0x00010000), step(answer, 0, 0, deny),
              step(answer, 0, 0, allow)]
    program = b"".join(steps)
    buffer = ctypes.create_string_buffer(program, len(program))
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
    filter = Program(len(steps), ctypes.addressof(buffer))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    return library.prctl(38, 1, 0, 0, 0) == 0 and library.prctl(22, 2, ctypes.addressof(filter), 0, 0) == 0

# Libraries are opened before the filter stands; what is imported later comes from their folders too.
sys.path += [p for p in task["paths"] if p not in sys.path]
import importlib
import numpy, pandas
for name in task["libraries"]:
    try:
        importlib.import_module(name)
    except Exception:
        pass

def inside(path):
    if isinstance(path, int):
        return True
    place = os.path.realpath(os.fsdecode(path))
    return place == work or place.startswith(work + os.sep) or place == os.devnull

REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.kill",
           "ctypes.dlopen", "pty.", "webbrowser.", "urllib.")
CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.symlink", "os.link", "os.chmod", "os.chown", "os.truncate")

def watch(event, arguments):
    if event.startswith(REFUSED):
        raise PermissionError("refused by the sandbox: " + event)
    if event == "open":
        path, mode, flags = arguments
        writes = (set(mode) & set("wax+")) if isinstance(mode, str) else \
            (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC)
        if writes and path is not None and not inside(path):
            raise PermissionError("refused by the sandbox: writing %s" % (path,))
    elif event.startswith(CHANGES):
        for path in arguments:
            if isinstance(path, (str, bytes)) and not inside(path):
                raise PermissionError("refused by the sandbox: %s %s" % (event, path))

if not no_processes() and task["walled"]:
    sys.exit("refused by the sandbox: this system has no seccomp filter that stops new processes")
sys.addaudithook(watch)
sys.path.insert(0, code)
if task["function"] is None:
    runpy.run_path(os.path.join(code, task["module"]), run_name="__main__")
else:
    import inspect
    function = getattr(importlib.import_module(task["module"]), task["function"])
    if inspect.isclass(function):
        function = function()
        function = getattr(function, "calculate", None) or getattr(function, "compute", None) or function
    needed = [p for p in inspect.signature(function).parameters.values()
              if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    result = function(pandas.read_hdf("daily_pv.h5", key="data")) if needed else function()
    if result is not None:
        frame = result if hasattr(result, "columns") else result.to_frame(task["name"])
        frame.to_hdf("result.h5", key="data", mode="w")
'''


NOBODY = 65534


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def become_nobody():
    """Between fork and exec: root never runs foreign code, neither inside nor outside of the sandbox."""
    if is_root():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


class Stage:
    """Lets nobody see libraries that lie where only root may look, such as a Python in root's home.

    They are mounted once more at an open place, in a mount namespace of the child's own: nothing else sees it.
    """

    NEW_NAMESPACE, BIND, PRIVATE = 0x00020000, 0x1000 | 0x4000, 0x40000 | 0x4000

    def __init__(self):
        self.folder, self.places = None, {}

    def place(self, path):
        """Where nobody finds a path."""
        if not is_root() or not sys.platform.startswith("linux") or self.is_open(path):
            return path
        if path not in self.places:
            if self.folder is None:
                self.folder = tempfile.mkdtemp(prefix="aistock-python-")
                os.chmod(self.folder, 0o755)
            place = os.path.join(self.folder, str(len(self.places)))
            if os.path.isdir(path):
                os.mkdir(place)
            else:
                open(place, "w").close()
            self.places[path] = place
        return self.places[path]

    @staticmethod
    def is_open(path):
        while path != os.path.dirname(path):
            path = os.path.dirname(path)
            if not os.stat(path).st_mode & stat.S_IXOTH:
                return False
        return True

    def enter(self):
        """Between fork and exec."""
        if self.places:
            import ctypes
            library = ctypes.CDLL(None, use_errno=True)

            def mount(source, target, flags):
                source = source and os.fsencode(source)
                if library.mount(source, os.fsencode(target), None, ctypes.c_ulong(flags), None) != 0:
                    raise OSError(ctypes.get_errno(), "mounting %s" % target)
            if library.unshare(self.NEW_NAMESPACE) != 0:
                raise OSError(ctypes.get_errno(), "a mount namespace")
            mount(None, "/", self.PRIVATE)
            for path, place in self.places.items():
                mount(path, place, self.BIND)
        become_nobody()

    def close(self):
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder, self.places = None, {}


def give_away(*folders):
    """Lets nobody own what it must write."""
    if is_root():
        for folder in folders:
            os.chown(folder, NOBODY, NOBODY)


class Sandbox:
    """Runs code in bubblewrap, or not at all, or without a wall where a person has allowed it."""

    FILE_BYTES = 2 << 30
    SAID_BYTES = 1 << 20

    def __init__(self, seconds, gigabytes, unsandboxed=False, libraries=()):
        """`libraries` are modules of this Python that the code needs: they are imported before the filter stands."""
        self.seconds, self.bytes = seconds, int(gigabytes * (1 << 30))
        self.libraries = ["tables"] + sorted(libraries)
        # How the last run ended: at a limit of time, by a signal.
        self.is_late, self.signal = False, None
        self.stage = Stage()
        atexit.register(self.stage.close)
        self.bwrap, self.why = self.program(), None
        if self.bwrap is None:
            self.why = "bwrap is not installed (apt-get install bubblewrap)"
        else:
            trial = self.trial(self.walls(None, None))
            if trial is not None:
                self.bwrap, self.why = None, "bwrap does not work here: " + trial
                self.stage.close()
        if self.bwrap is None and not unsandboxed:
            fail(4, "there is no sandbox, so no foreign code runs and no pickle is opened: %s; install it, allow user "
                    "namespaces, or accept the danger with --allow-unsandboxed" % self.why)
        if self.bwrap is None and is_root():
            trial = self.trial([])
            if trial is not None:
                fail(4, "foreign code never runs as root, and nobody else can start this Python: %s; run this script as "
                        "another user" % trial)

    @staticmethod
    def program():
        """Its absolute path, from the system's own folders: a PATH may be made by others."""
        return next((p for p in ("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap") if os.access(p, os.X_OK)), None)

    def trial(self, walls):
        """None where Python starts behind the walls, else what was said instead."""
        try:
            done = subprocess.run(walls + [sys.executable, "-I", "-c", "pass"], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}, timeout=60, cwd="/",
                                  preexec_fn=self.stage.enter if is_root() else None)
        except (OSError, subprocess.SubprocessError) as error:
            return str(error)[:200]
        return None if done.returncode == 0 else done.stderr.decode("utf-8", "replace").strip()[:200]

    def json(self):
        return {"kind": "bwrap" if self.bwrap else "none", "unsandboxed": self.bwrap is None, "why": self.why,
                "seconds": self.seconds, "bytes": self.bytes}

    def words(self):
        limits = "%d s, %.1f GiB" % (self.seconds, self.bytes / (1 << 30))
        if self.bwrap:
            return "bwrap: no network, no new processes, read-only but for one folder, %s" % limits
        return "NONE. Foreign code and pickles run unsandboxed, with limits only (%s), because of --allow-unsandboxed; %s" % (
            limits, self.why)

    def readable(self):
        """What Python and its libraries need to be seen; the home is not among it."""
        wanted = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/nix/store",
                  sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable))]
        wanted += [p for p in sys.path if p and os.path.isdir(p) and ("-packages" in p or "lib/python" in p)]
        wanted += [p for p in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep) if p]
        found = []
        for path in wanted + self.library_folders():
            path = os.path.abspath(path)
            if os.path.exists(path) and path not in found:
                found.append(path)
        return found

    def library_folders(self):
        """Folders of the libraries alone, where they stand apart: a checkout that is installed as editable."""
        found = []
        for top in sorted(set(name.split(".")[0] for name in self.libraries + ["numpy", "pandas"])):
            try:
                spec = importlib.util.find_spec(top)
            except (ImportError, ValueError, AttributeError):
                continue
            found += list((spec.submodule_search_locations if spec else None) or [])
        return found

    def walls(self, work, code):
        command = [self.bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
                   "--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "sandbox"]
        for path in sorted(self.readable(), key=len):
            if os.path.islink(path):
                command += ["--symlink", os.readlink(path), path]
            else:
                command += ["--ro-bind", self.stage.place(path), path]
        command += ["--proc", "/proc", "--dev", "/dev"]
        if work:
            command += ["--bind", work, work, "--ro-bind", code, code, "--chdir", work]
        return command

    def run(self, work, code, module, function=None, name=None):
        """None where it ran to its end, else why not."""
        self.is_late, self.signal = False, None
        task = {"work": work, "code": code, "module": module, "function": function, "name": name, "walled": bool(self.bwrap),
                "libraries": self.libraries, "paths": [os.path.abspath(p) for p in sys.path if p and os.path.isdir(p)],
                "seconds": self.seconds, "bytes": self.bytes, "file_bytes": min(self.bytes, self.FILE_BYTES)}
        inner = os.path.join(code, ".runner")
        os.makedirs(inner, exist_ok=True)
        with open(os.path.join(inner, "task.json"), "w", encoding="utf-8") as file:
            json.dump(task, file)
        with open(os.path.join(inner, "runner.py"), "w", encoding="utf-8") as file:
            file.write(RUNNER)
        command = [sys.executable, "-I", "-B", "-X", "utf8", os.path.join(inner, "runner.py"), os.path.join(inner, "task.json")]
        if self.bwrap:
            command = self.walls(work, code) + command
        kept = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": work, "TMPDIR": work, "TZ": "UTC", "PYTHONHASHSEED": "0"}
        for word in ("OMP", "OPENBLAS", "MKL"):
            kept[word + "_NUM_THREADS"] = "1"
        if "LD_LIBRARY_PATH" in os.environ:
            kept["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        give_away(work)
        os.chmod(os.path.dirname(work), 0o755)
        # Beside the folder that the code may write: it is no link of the code's making.
        said = os.path.join(os.path.dirname(work), "said")
        with open(said, "wb") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=kept,
                                       cwd=work, start_new_session=True, close_fds=True,
                                       preexec_fn=self.stage.enter if is_root() else None)
            # Code may wait for others, but not long.
            ends = time.monotonic() + self.seconds + min(60, self.seconds)
            try:
                while process.poll() is None:
                    if time.monotonic() > ends or os.fstat(out.fileno()).st_size > self.SAID_BYTES:
                        self.is_late = time.monotonic() > ends
                        self.end(process)
                        return "it ran longer than %d seconds" % self.seconds if self.is_late else "it printed too much"
                    time.sleep(0.02)
            except BaseException:
                # A signal to this script: its code does not outlive it.
                self.end(process)
                raise
            code_of_exit = process.returncode
        self.end(process)
        if code_of_exit == 0:
            return None
        # bwrap gives a signal as a shell does.
        number = -code_of_exit if code_of_exit < 0 else code_of_exit - 128
        if number in set(signal.Signals):
            self.is_late = number == signal.SIGXCPU
            self.signal = None if self.is_late else int(number)
            limits = "%d s of processor time, %.1f GiB" % (self.seconds, self.bytes / (1 << 30))
            return "it was ended at a limit: " + limits if self.is_late else \
                "%s, within its limits of %s" % (signal.Signals(number).name, limits)
        with open(said, "rb") as file:
            lines = file.read()[-4000:].decode("utf-8", "replace").strip().split("\n")
        return "it ended with %d: %s" % (code_of_exit, lines[-1][:300])

    @staticmethod
    def end(process):
        """Ends what the code may have left running."""
        try:
            os.killpg(process.pid, 9)
        except (OSError, AttributeError):
            pass
        process.wait()
