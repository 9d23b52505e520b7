

# ---- MLflow's stores -------------------------------------------------------------------------------

class Recorder:
    """One run of MLflow: how it ended, what it logged, and the folder of its artifacts, which may be unknown."""

    def __init__(self, identifier, experiment, meta, artifacts, store):
        self.id, self.experiment, self.meta, self.artifacts, self.store = identifier, experiment, meta, artifacts, store
        self.logged_metrics, self.params = {}, {}

    def start(self):
        text = str(self.meta.get("start_time") or "")
        return int(text) if text.isdigit() else 0

    def finished(self):
        return self.meta.get("status") in ("3", "FINISHED")

    def deleted(self):
        return self.meta.get("lifecycle_stage") == "deleted"

    def path(self, name):
        return os.path.join(self.artifacts or os.devnull, name)

    def has(self, name):
        return os.path.isfile(self.path(name))

    def metrics(self):
        return self.logged_metrics

    def param(self, name):
        return self.params.get(name)


def small_text(path, size=1 << 20):
    """Text of a file of MLflow; None for what is none, such as a pipe or a file without end."""
    if not os.path.isfile(path) or os.path.getsize(path) > size:
        return None
    with open(path, "rb") as file:
        return file.read().decode("utf-8", "replace")


class FileRecorder(Recorder):
    """One run of the file store, read from its folder."""

    def __init__(self, folder, meta):
        experiment = os.path.basename(os.path.dirname(folder))
        super().__init__(os.path.basename(folder), experiment, meta, os.path.join(folder, "artifacts"), "mlruns")
        self.folder = folder

    def texts(self, kind):
        folder = os.path.join(self.folder, kind)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            text = small_text(os.path.join(folder, name), 16 << 20)
            if text is not None:
                yield name.strip(), text

    def metrics(self):
        """The last value of each: lines are `time value step`."""
        lasts = ((name, [line.split() for line in text.split("\n") if line.strip()][-1:]) for name, text in self.texts("metrics"))
        return {name: last[0][1] for name, last in lasts if last and len(last[0]) > 1}

    def param(self, name):
        return small_text(os.path.join(self.folder, "params", name))


def file_recorders(root):
    """Runs below a folder `mlruns`. MLflow 3 keeps models and traces beside them, whose meta.yaml names no run."""
    found = []
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if not n.startswith("."))
        if "meta.yaml" not in files or not ("artifacts" in names or "params" in names):
            continue
        meta = {}
        for line in (small_text(os.path.join(folder, "meta.yaml")) or "").split("\n"):
            key, _, value = line.partition(":")
            meta[key.strip()] = value.strip().strip("'\"")
        if "run_id" in meta or "run_uuid" in meta:
            found.append(FileRecorder(folder, meta))
        names[:] = []
    return found


def database_recorders(path, workspace, roots):
    """Runs of MLflow's SQLite store, read without MLflow and never written."""
    place = "file:%s?mode=ro" % urllib.parse.quote(os.path.abspath(path))
    try:
        store = sqlite3.connect(place, uri=True)
        try:
            experiments = {str(row[0]): row[1] for row in store.execute("SELECT experiment_id, artifact_location FROM experiments")}
            rows = store.execute("SELECT run_uuid, experiment_id, status, start_time, end_time, lifecycle_stage, artifact_uri "
                                 "FROM runs").fetchall()
            params = store.execute("SELECT run_uuid, key, value FROM params").fetchall()
            metrics = store.execute("SELECT run_uuid, key, value, is_nan FROM latest_metrics").fetchall()
        finally:
            store.close()
    except sqlite3.Error as error:
        fail(3, "%s: no SQLite store of MLflow: %s" % (path, error))
    found = {}
    for run, experiment, status, start, end, stage, uri in rows:
        run, experiment = str(run), str(experiment)
        if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", run) or not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", experiment):
            continue
        meta = {"status": str(status), "start_time": str(start or ""), "end_time": str(end or ""), "lifecycle_stage": stage}
        folder = artifact_folder(uri or "", experiments.get(experiment) or "", experiment, run, workspace, roots)
        found[run] = Recorder(run, experiment, meta, folder, os.path.basename(path))
    for run, key, value in params:
        if run in found:
            found[run].params[str(key)] = str(value)
    for run, key, value, missing in metrics:
        if run in found:
            found[run].logged_metrics[str(key)] = "nan" if missing else repr(float(value))
    return list(found.values())


def artifact_folder(uri, location, experiment, run, workspace, roots):
    """Where the artifacts of a run lie. The recorded place is a hint: a workspace may have moved."""
    candidates = []
    for root in roots:
        candidates += [os.path.join(root, experiment, run, "artifacts"), os.path.join(root, run, "artifacts")]
    if uri.startswith("mlflow-artifacts:"):
        candidates += [os.path.join(root, *urllib.parse.urlparse(uri).path.strip("/").split("/")) for root in roots]
    elif uri.startswith("file:") or "://" not in uri:
        path = urllib.parse.unquote(urllib.parse.urlparse(uri).path) if uri.startswith("file:") else uri
        candidates.append(os.path.join(workspace, path))
    allowed = [os.path.realpath(p) for p in [workspace] + roots]
    for candidate in candidates:
        real = os.path.realpath(candidate)
        if os.path.isdir(real) and any(real == p or real.startswith(p + os.sep) for p in allowed):
            return real
    return None


def recorders(workspace, store=None, artifacts=None):
    """All runs of a workspace, oldest first: of its databases and of its folder."""
    roots = [os.path.abspath(artifacts)] if artifacts else []
    roots += [os.path.join(workspace, name) for name in ("mlruns", "mlartifacts")]
    if store:
        if not os.path.isfile(store):
            fail(3, "%s: there is no such file" % store)
        beside = os.path.dirname(os.path.abspath(store))
        roots += [os.path.join(beside, name) for name in ("mlruns", "mlartifacts")]
        databases = [store]
    else:
        places = [os.path.join(workspace, n) for n in ("mlflow.db", "mlruns.db", "mlruns/mlflow.db", "mlruns/mlruns.db")]
        databases = [p for p in places if os.path.isfile(p)]
    found = {}
    for path in databases:
        for recorder in database_recorders(path, workspace, roots):
            found[recorder.id] = recorder
    # A file store that was moved into a database leaves its folders behind: the database is the newer one.
    for recorder in file_recorders(os.path.join(workspace, "mlruns")):
        found.setdefault(recorder.id, recorder)
    return sorted(found.values(), key=lambda r: (r.start(), r.id))


def choose(found, wanted):
    """The recorder to take, the reason, and the ones passed over with theirs."""
    passed = []
    if wanted:
        for recorder in found:
            if recorder.id == wanted:
                return recorder, "named on the command line", passed
        fail(3, "no recorder %s; there are: %s" % (wanted, ", ".join(r.id for r in found) or "none"))
    for recorder in reversed(found):
        if recorder.deleted():
            passed.append({"recorder": recorder.id, "why": "it is deleted"})
        elif recorder.artifacts is None:
            passed.append({"recorder": recorder.id, "why": "its artifacts are neither under mlruns nor under mlartifacts; "
                                                           "--artifacts names their folder"})
        elif not recorder.has("pred.pkl"):
            passed.append({"recorder": recorder.id, "why": "it holds no pred.pkl"})
        elif not recorder.finished():
            passed.append({"recorder": recorder.id, "why": "its status is %s" % recorder.meta.get("status", "unknown")})
        else:
            return recorder, "the newest finished recorder with predictions", passed
    return None, "no finished recorder with predictions", passed
