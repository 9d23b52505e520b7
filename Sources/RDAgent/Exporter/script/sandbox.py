

# ---- sandbox ---------------------------------------------------------------------------------------
#
# The second fence: what the audit could not see has no network, sees no home, and writes one folder.

RUNNER = r'''
import json, os, runpy, sys
task = json.load(open(sys.argv[1], encoding="utf-8"))
work, code = os.path.realpath(task["work"]), os.path.realpath(task["code"])
os.chdir(work)
try:
    import resource
    for name, value in (("RLIMIT_CPU", task["seconds"]), ("RLIMIT_AS", task["bytes"]), ("RLIMIT_FSIZE", task["bytes"]),
                        ("RLIMIT_CORE", 0)):
        resource.setrlimit(getattr(resource, name), (value, value))
except ImportError:
    pass
import numpy, pandas
try:
    import tables
except ImportError:
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

sys.addaudithook(watch)
sys.path.insert(0, code)
if task["function"] is None:
    runpy.run_path(os.path.join(code, task["module"]), run_name="__main__")
else:
    import importlib, inspect
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


class Sandbox:
    """Runs code in bubblewrap where it works, else in a process with limits and an audit hook, and says which."""

    def __init__(self, seconds, gigabytes):
        self.seconds, self.bytes = seconds, int(gigabytes * (1 << 30))
        self.bwrap, self.why = shutil.which("bwrap"), None
        if self.bwrap is None:
            self.why = "bwrap is not installed (apt-get install bubblewrap)"
        else:
            trial = subprocess.run(self.walls(None, None) + ["true"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            if trial.returncode != 0:
                self.bwrap, self.why = None, "bwrap does not work here: " + \
                    trial.stderr.decode("utf-8", "replace").strip()[:200]

    def json(self):
        return {"kind": "bwrap" if self.bwrap else "subprocess", "why": self.why, "seconds": self.seconds, "bytes": self.bytes}

    def words(self):
        limits = "%d s, %.1f GiB" % (self.seconds, self.bytes / (1 << 30))
        if self.bwrap:
            return "bwrap: no network, read-only but for one folder, %s" % limits
        return "a process with limits and an audit hook, %s; %s" % (limits, self.why)

    @staticmethod
    def readable():
        """What Python and its libraries need to be seen; the home is not among it."""
        wanted = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/nix/store",
                  sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable))]
        wanted += [p for p in sys.path if p and os.path.isdir(p) and ("-packages" in p or "lib/python" in p)]
        wanted += [p for p in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep) if p]
        found = []
        for path in wanted:
            path = os.path.abspath(path)
            if os.path.exists(path) and path not in found:
                found.append(path)
        return found

    def walls(self, work, code):
        command = [self.bwrap, "--unshare-all", "--die-with-parent", "--new-session"]
        for path in sorted(self.readable(), key=len):
            if os.path.islink(path):
                command += ["--symlink", os.readlink(path), path]
            else:
                command += ["--ro-bind", path, path]
        command += ["--proc", "/proc", "--dev", "/dev"]
        if work:
            command += ["--bind", work, work, "--ro-bind", code, code, "--chdir", work]
        return command

    def run(self, work, code, module, function=None, name=None):
        """None where it ran to its end, else why not."""
        task = {"work": work, "code": code, "module": module, "function": function, "name": name,
                "seconds": self.seconds, "bytes": self.bytes}
        inner = os.path.join(code, ".runner")
        os.makedirs(inner)
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
        said = os.path.join(work, ".said")
        with open(said, "wb") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=kept,
                                       cwd=work, start_new_session=True)
            try:
                code_of_exit = process.wait(self.seconds + 60)
            except subprocess.TimeoutExpired:
                self.end(process)
                return "it ran longer than %d seconds" % self.seconds
        self.end(process)
        if code_of_exit == 0:
            return None
        if code_of_exit in (-9, 137, -24, 152):
            return "it was ended at a limit: %d s of processor time, %.1f GiB" % (self.seconds, self.bytes / (1 << 30))
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
