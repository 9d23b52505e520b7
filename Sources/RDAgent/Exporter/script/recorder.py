

# ---- export ----------------------------------------------------------------------------------------

class Export:
    def __init__(self, output, force):
        self.output, self.force = output, force
        self.files, self.missing, self.kept = [], [], []

    def not_found(self, name, why):
        self.missing.append({"file": name, "why": why})

    def write(self, name, content, rows=None, types=None):
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
        os.makedirs(os.path.dirname(path), exist_ok=True)
        partial = path + ".partial"
        with open(partial, "wb") as file:
            file.write(content)
        os.replace(partial, path)
        entry = {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        if rows is not None:
            entry["rows"] = rows
        if types:
            entry["types"] = types
        self.files.append(entry)

    def has(self, name):
        return any(f["file"] == name for f in self.files)

    def attempt(self, unpickling, steps):
        """Writes what comes out of the sandbox; a file that cannot be read is reported, not fatal."""
        for (name, _, _), answer in zip(steps, unpickling.made(steps) if steps else []):
            if isinstance(answer, str):
                self.not_found(name, answer)
            elif answer is not None:
                self.write(name, *answer)


ARTIFACTS = [
    ("pred.csv.gz", "pred.pkl", "scores"), ("label.csv.gz", "label.pkl", "labels"),
    ("report_normal_1day.csv", "portfolio_analysis/report_normal_1day.pkl", "daily"),
    ("positions.csv.gz", "portfolio_analysis/positions_normal_1day.pkl", "positions"),
    ("indicators_1day.csv", "portfolio_analysis/indicators_normal_1day.pkl", "daily"),
    ("model.txt", "params.pkl", "booster"), ("weights.json", "params.pkl", "weights"),
]


def recorder_steps(export, recorder):
    """Artifacts that are there; the others are not found."""
    steps = []
    for name, artifact, form in ARTIFACTS:
        if recorder.has(artifact):
            steps.append((name, recorder.path(artifact), form))
        elif form != "weights":
            export.not_found(name, "the recorder has no %s" % artifact)
    export.not_found("trades.csv", "a recorder keeps no orders; they are derived from the positions")
    return steps


def export_metrics(export, recorder):
    metrics = recorder.metrics()
    rows = []
    for name in sorted(metrics):
        try:
            rows.append([name, number(float(metrics[name]))])
        except ValueError:
            export.not_found("qlib_res.csv", "the value of %s is no number: %s" % (name, metrics[name][:100]))
            return
    if rows:
        content, count = table(["", "0"], rows)
        export.write("qlib_res.csv", content, count)
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


def configuration_steps(export, workspace, recorder):
    """Content of the configuration as it stands, or steps to open the one that qrun rendered; and its source."""
    path, why = used_configuration(workspace, recorder)
    if path is None:
        export.not_found("conf.yaml", why)
        return None, [], why
    with open(path, "rb") as file:
        content = file.read()
    if b"{{" not in content and b"{%" not in content:
        return content, [], why
    name = os.path.basename(path)
    if recorder is None or not recorder.has("config"):
        export.not_found("conf.yaml", "%s is an unrendered Jinja template, and the recorder has no config" % name)
        return None, [], why
    return None, [("conf.yaml", recorder.path("config"), "configuration")], \
        "the recorder's config artifact, which qrun rendered from %s" % name


def factor_steps(workspace):
    """Factor files that RD-Agent leaves in the workspace, outside the recorder."""
    files = [("combined_factors.csv.gz", "combined_factors_df.parquet"), ("factor_result.csv.gz", "result.h5")]
    paths = [(name, os.path.join(workspace, file)) for name, file in files]
    return [(name, path, "factors") for name, path in paths if os.path.isfile(path)]


def curve_steps(workspace):
    """What RD-Agent keeps of the curve beside the recorder, the better one first."""
    paths = [os.path.join(workspace, name) for name in ("ret.pkl", "ret_schema.parquet")]
    return [("report_normal_1day.csv", path, "daily") for path in paths if os.path.isfile(path)]


def versions():
    found = {"python": platform.python_version(), "pandas": pd.__version__, "numpy": np.__version__}
    for name in ("qlib", "mlflow", "lightgbm"):
        try:
            found[name] = __import__(name).__version__
        except Exception:  # a library that is not there is a fact to record
            found[name] = None
    return found


def command_recorder(words):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog=__doc__.partition("\n\n")[2])
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--output", help="default: the workspace itself")
    parser.add_argument("--recorder", help="id of the recorder to take")
    parser.add_argument("--store", help="MLflow's SQLite store; default: mlflow.db of the workspace, where there is one")
    parser.add_argument("--artifacts", help="folder of the artifacts of that store, where it is another than mlruns or mlartifacts")
    parser.add_argument("--force", action="store_true", help="replace files that have other content")
    sandbox_options(parser)
    arguments = parser.parse_args(words)
    need_pandas()
    workspace = os.path.abspath(arguments.workspace)
    if not os.path.isdir(workspace):
        fail(3, "%s: there is no such folder" % workspace)
    output = os.path.abspath(arguments.output or workspace)
    os.makedirs(output, exist_ok=True)
    export, unpickling = Export(output, arguments.force), Unpickling(arguments, workspace)
    recorder, why, passed = choose(recorders(workspace, arguments.store, arguments.artifacts), arguments.recorder)
    configuration, steps, configured = configuration_steps(export, workspace, recorder)
    if recorder:
        steps += recorder_steps(export, recorder)
    else:
        export.not_found("pred.csv.gz", why)
    # Without a sandbox nothing is written.
    export.attempt(unpickling, steps + factor_steps(workspace))
    if configuration is not None:
        export.write("conf.yaml", configuration)
    if recorder:
        export_metrics(export, recorder)
    for step in curve_steps(workspace):
        if not export.has("report_normal_1day.csv"):
            export.attempt(unpickling, [step])
    if not [f for f in export.files if f["file"] != "conf.yaml"]:
        fail(3, "%s: %s, and nothing else to export" % (workspace, why))
    document = {
        "schema": SCHEMA,
        "recorder": {"id": recorder.id, "experiment": recorder.experiment, "status": recorder.meta.get("status"),
                     "start_time": recorder.meta.get("start_time"), "end_time": recorder.meta.get("end_time"),
                     "store": recorder.store, "why": why} if recorder else None,
        "passed_over": passed, "configuration": configured, "versions": versions(),
        "sandbox": unpickling.sandbox.json() if unpickling.sandbox else None,
        "files": export.files, "kept": export.kept, "not_found": export.missing,
    }
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    Export(output, True).write("export.json", text.encode("utf-8"))
    for entry in export.kept:
        sys.stderr.write("kept: %(file)s: %(why)s\n" % entry)
    if unpickling.sandbox:
        sys.stderr.write("sandbox: %s\n" % unpickling.sandbox.words())
    print("%d files written to %s; not found: %s" % (
        len(export.files), output, ", ".join(m["file"] for m in export.missing) or "nothing"))
