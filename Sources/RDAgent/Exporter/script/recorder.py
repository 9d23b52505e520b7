

# ---- recorders -------------------------------------------------------------------------------------

class Recorder:
    """One run of MLflow's file store, read from its folder; no tracking server is asked."""

    def __init__(self, folder):
        self.folder = folder
        self.id = os.path.basename(folder)
        self.experiment = os.path.basename(os.path.dirname(folder))
        self.meta = {}
        with open(os.path.join(folder, "meta.yaml"), encoding="utf-8") as lines:
            for line in lines:
                key, _, value = line.partition(":")
                self.meta[key.strip()] = value.strip().strip("'\"")

    def start(self):
        text = self.meta.get("start_time", "")
        return int(text) if text.isdigit() else 0

    def finished(self):
        return self.meta.get("status", "") in ("3", "FINISHED")

    def path(self, name):
        return os.path.join(self.folder, "artifacts", name)

    def has(self, name):
        return os.path.isfile(self.path(name))

    def load(self, name):
        with open(self.path(name), "rb") as file:
            return pickle.load(file)

    def metrics(self):
        folder, values = os.path.join(self.folder, "metrics"), {}
        if os.path.isdir(folder):
            for name in os.listdir(folder):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    lines = file.read().split("\n")
                last = [line for line in lines if line.strip()][-1:]
                if last:
                    values[name.strip()] = last[0].split()[1]
        return values

    def param(self, name):
        path = os.path.join(self.folder, "params", name)
        if not os.path.isfile(path):
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()


def recorders(workspace):
    root = os.path.join(workspace, "mlruns")
    found = []
    for folder, names, files in os.walk(root):
        if "meta.yaml" in files and ("artifacts" in names or "params" in names):
            found.append(Recorder(folder))
            names[:] = []
    return sorted(found, key=lambda r: (r.start(), r.id))


def choose(found, wanted):
    """The recorder to take, the reason, and the ones passed over with theirs."""
    passed = []
    if wanted:
        for recorder in found:
            if recorder.id == wanted:
                return recorder, "named on the command line", passed
        fail(3, "no recorder %s below mlruns; there are: %s" % (wanted, ", ".join(r.id for r in found) or "none"))
    for recorder in reversed(found):
        if not recorder.has("pred.pkl"):
            passed.append({"recorder": recorder.id, "why": "it holds no pred.pkl"})
        elif not recorder.finished():
            passed.append({"recorder": recorder.id, "why": "its status is %s" % recorder.meta.get("status", "unknown")})
        else:
            return recorder, "the newest finished recorder with predictions", passed
    return None, "no finished recorder with predictions", passed


# ---- export ----------------------------------------------------------------------------------------

class Export:
    def __init__(self, output, force):
        self.output, self.force = output, force
        self.files, self.missing, self.kept = [], [], []

    def not_found(self, name, why):
        self.missing.append({"file": name, "why": why})

    def write(self, name, content, rows=None):
        if name.endswith(".gz"):
            packed = io.BytesIO()
            with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as file:
                file.write(content)
            content = packed.getvalue()
        path = os.path.join(self.output, name)
        if os.path.exists(path) and not self.force:
            with open(path, "rb") as file:
                if file.read() != content:
                    self.kept.append({"file": name, "why": "a file of this name has other content; --force replaces it"})
                    return
        partial = path + ".partial"
        with open(partial, "wb") as file:
            file.write(content)
        os.replace(partial, path)
        entry = {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        if rows is not None:
            entry["rows"] = rows
        self.files.append(entry)

    def attempt(self, name, make):
        """Writes what `make` returns; an unreadable pickle is reported, not fatal."""
        try:
            content, rows = make()
        except Exception as error:  # the pickle's own classes may raise anything
            self.not_found(name, "%s: %s" % (type(error).__name__, str(error)[:200]))
            return
        self.write(name, content, rows)


def weights(model):
    """A linear model of qlib, which knows the order of its features and not their names."""
    rows = [{"name": "Column_%d" % i, "weight": float(w)} for i, w in enumerate(np.ravel(model.coef_))]
    text = json.dumps({"intercept": float(model.intercept_), "weights": rows}, indent=2)
    return (text + "\n").encode("utf-8")


def export_recorder(export, recorder):
    artifacts = [
        ("pred.csv.gz", "pred.pkl", lambda x: panel(x if hasattr(x, "columns") else x.to_frame("score"), ["score"])),
        ("label.csv.gz", "label.pkl", lambda x: panel(x.iloc[:, :1].astype("float32"), ["label"])),
        ("report_normal_1day.csv", "portfolio_analysis/report_normal_1day.pkl", by_day),
        ("positions.csv.gz", "portfolio_analysis/positions_normal_1day.pkl", positions),
        ("indicators_1day.csv", "portfolio_analysis/indicators_normal_1day.pkl", by_day),
    ]
    for name, artifact, form in artifacts:
        if recorder.has(artifact):
            export.attempt(name, lambda a=artifact, f=form: f(recorder.load(a)))
        else:
            export.not_found(name, "the recorder has no %s" % artifact)
    export.not_found("trades.csv", "a recorder keeps no orders; they are derived from the positions")
    if recorder.has("params.pkl"):
        loaded = {}

        def model():
            loaded["model"] = recorder.load("params.pkl")
            booster = getattr(loaded["model"], "model", loaded["model"])
            if not hasattr(booster, "model_to_string"):
                raise TypeError("%s is no LightGBM model" % type(booster).__name__)
            return booster.model_to_string().encode("utf-8"), None
        export.attempt("model.txt", model)
        if getattr(loaded.get("model"), "coef_", None) is not None:
            export.attempt("weights.json", lambda: (weights(loaded["model"]), None))
    else:
        export.not_found("model.txt", "the recorder has no params.pkl")
    metrics = recorder.metrics()
    if metrics:
        export.attempt("qlib_res.csv", lambda: table(["", "0"], ([k, number(float(metrics[k]))] for k in sorted(metrics))))
    else:
        export.not_found("qlib_res.csv", "the recorder logged no metric")


def used_configuration(workspace, recorder):
    """Path of the configuration that ran and the reason to believe it, or None and why not."""
    command = recorder.param("cmd-sys.argv") if recorder else None
    if command:
        for word in reversed(command.split()):
            if word.endswith((".yaml", ".yml")):
                path = os.path.join(workspace, os.path.basename(word))
                if os.path.isfile(path):
                    words = [os.path.basename(word) for word in command.split()]
                    return path, "the recorder's command line: " + " ".join(words)
                return None, "the command line names %s, which is not in the workspace" % os.path.basename(word)
    names = sorted(n for n in os.listdir(workspace) if n.startswith("conf") and n.endswith((".yaml", ".yml")))
    if len(names) == 1:
        return os.path.join(workspace, names[0]), "the only configuration of the workspace"
    return None, "no command line is recorded and there are %d configurations: %s" % (len(names), ", ".join(names))


def export_rendered(export, recorder, name):
    """The configuration that qrun kept after rendering a template, and where it was; None where it kept none."""
    if recorder is None or not recorder.has("config"):
        export.not_found("conf.yaml", "%s is an unrendered Jinja template, and the recorder has no config" % name)
        return None

    def rendered():
        import yaml
        text = yaml.safe_dump(recorder.load("config"), sort_keys=False, allow_unicode=True, width=10000)
        return text.encode("utf-8"), None
    export.attempt("conf.yaml", rendered)
    return "the recorder's config artifact, which qrun rendered from %s" % name


def export_configuration(export, workspace, recorder):
    path, why = used_configuration(workspace, recorder)
    if path is None:
        export.not_found("conf.yaml", why)
        return why
    with open(path, "rb") as file:
        content = file.read()
    if b"{{" in content or b"{%" in content:
        return export_rendered(export, recorder, os.path.basename(path)) or why
    export.write("conf.yaml", content)
    return why


def export_workspace_files(export, workspace):
    """Files that RD-Agent itself leaves in the workspace, outside the recorder."""
    curve = os.path.join(workspace, "ret.pkl")
    if os.path.isfile(curve) and not any(f["file"] == "report_normal_1day.csv" for f in export.files):
        export.attempt("report_normal_1day.csv", lambda: by_day(pd.read_pickle(curve)))
    parquet = os.path.join(workspace, "ret_schema.parquet")
    if os.path.isfile(parquet) and not any(f["file"] == "report_normal_1day.csv" for f in export.files):
        export.attempt("report_normal_1day.csv", lambda: by_day(pd.read_parquet(parquet).set_index("datetime")))
    factors = os.path.join(workspace, "combined_factors_df.parquet")
    if os.path.isfile(factors):
        def combined():
            frame = pd.read_parquet(factors)
            if "datetime" in frame.columns:
                frame = frame.set_index(["datetime", "instrument"])
            return panel(frame, [flat_name(c) for c in frame.columns])
        export.attempt("combined_factors.csv.gz", combined)
    result = os.path.join(workspace, "result.h5")
    if os.path.isfile(result):
        def factor():
            frame = pd.read_hdf(result)
            frame = frame.to_frame() if not hasattr(frame, "columns") else frame
            return panel(frame, [flat_name(c) for c in frame.columns])
        export.attempt("factor_result.csv.gz", factor)


def versions():
    found = {"python": platform.python_version(), "pandas": pd.__version__, "numpy": np.__version__}
    for name in ("qlib", "mlflow", "lightgbm"):
        try:
            found[name] = __import__(name).__version__
        except Exception:  # a library that is not there is a fact to record
            found[name] = None
    return found


def command_recorder(words):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--output", help="default: the workspace itself")
    parser.add_argument("--recorder", help="id of the recorder to take")
    parser.add_argument("--force", action="store_true", help="replace files that have other content")
    arguments = parser.parse_args(words)
    need_pandas()
    workspace = os.path.abspath(arguments.workspace)
    if not os.path.isdir(workspace):
        fail(3, "%s: there is no such folder" % workspace)
    output = os.path.abspath(arguments.output or workspace)
    os.makedirs(output, exist_ok=True)
    sys.path.insert(0, workspace)
    export = Export(output, arguments.force)
    found = recorders(workspace)
    recorder, why, passed = choose(found, arguments.recorder)
    if recorder:
        export_recorder(export, recorder)
    else:
        export.not_found("pred.csv.gz", why)
    configured = export_configuration(export, workspace, recorder)
    export_workspace_files(export, workspace)
    if not [f for f in export.files if f["file"] != "conf.yaml"]:
        fail(3, "%s: %s, and nothing else to export" % (workspace, why))
    document = {
        "schema": SCHEMA,
        "recorder": {"id": recorder.id, "experiment": recorder.experiment, "status": recorder.meta.get("status"),
                     "start_time": recorder.meta.get("start_time"), "end_time": recorder.meta.get("end_time"),
                     "why": why} if recorder else None,
        "passed_over": passed, "configuration": configured, "versions": versions(),
        "files": export.files, "kept": export.kept, "not_found": export.missing,
    }
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    Export(output, True).write("export.json", text.encode("utf-8"))
    for entry in export.kept:
        sys.stderr.write("kept: %(file)s: %(why)s\n" % entry)
    print("%d files written to %s; not found: %s" % (
        len(export.files), output, ", ".join(m["file"] for m in export.missing) or "nothing"))
