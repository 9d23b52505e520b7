

# ---- pickles, in the sandbox -----------------------------------------------------------------------
#
# Outside, `Unpickling` copies files into the sandbox, starts this very script there, and takes plain texts back, of
# which it believes nothing but that they are texts. Inside, `unpickle_inside` opens the files one after the other.

def scores_form(path):
    frame = pd.read_pickle(path)
    frame = frame if hasattr(frame, "columns") else frame.to_frame("score")
    return panel(frame, ["score"]) + (kinds(frame, ["score"]),)


def labels_form(path):
    frame = pd.read_pickle(path)
    frame = frame if hasattr(frame, "columns") else frame.to_frame("label")
    if str(frame.iloc[:, 0].dtype) not in ("float32", "float64"):
        frame = frame.astype("float64")
    return panel(frame, ["label"]) + (kinds(frame, ["label"]),)


def daily_form(path):
    frame = pd.read_parquet(path).set_index("datetime") if path.endswith(".parquet") else pd.read_pickle(path)
    return by_day(frame) + (kinds(frame, [str(c) for c in frame.columns]),)


def positions_form(path):
    return positions(pd.read_pickle(path)) + (None,)


def booster_form(path):
    model = pd.read_pickle(path)
    booster = getattr(model, "model", model)
    if not hasattr(booster, "model_to_string"):
        raise TypeError("%s is no LightGBM model" % type(booster).__name__)
    return booster.model_to_string().encode("utf-8"), None, None


def weights_form(path):
    """A linear model of qlib, which knows the order of its features and not their names; None for another model."""
    model = pd.read_pickle(path)
    if getattr(model, "coef_", None) is None:
        return None
    rows = [{"name": "Column_%d" % i, "weight": float(w)} for i, w in enumerate(np.ravel(model.coef_))]
    text = json.dumps({"intercept": float(model.intercept_), "weights": rows}, indent=2)
    return (text + "\n").encode("utf-8"), None, {"weight": str(np.asarray(model.coef_).dtype)}


def configuration_form(path):
    import yaml
    text = yaml.safe_dump(pd.read_pickle(path), sort_keys=False, allow_unicode=True, width=10000)
    return text.encode("utf-8"), None, None


def factors_form(path):
    frame = pd.read_parquet(path) if path.endswith(".parquet") else pd.read_hdf(path)
    frame = frame if hasattr(frame, "columns") else frame.to_frame()
    if "datetime" in frame.columns:
        frame = frame.set_index(["datetime", "instrument"])
    names = [flat_name(c) for c in frame.columns]
    return panel(frame, names) + (kinds(frame, names),)


def values_form(path):
    frame = by_instrument(pd.read_parquet(path) if path.endswith(".parquet") else pd.read_hdf(path))
    names = [str(c) for c in frame.columns]
    return reference_table([(name, frame[name]) for name in names]) + (kinds(frame, names),)


def risk_form(path):
    table = pd.read_hdf(path) if path.endswith((".h5", ".hdf5", ".hdf")) else pd.read_pickle(path)
    return table.to_csv().encode("utf-8"), len(table), None


FORMS = {"scores": scores_form, "labels": labels_form, "daily": daily_form, "positions": positions_form, "booster": booster_form,
         "weights": weights_form, "configuration": configuration_form, "factors": factors_form, "values": values_form,
         "risk": risk_form}

INSIDE = r'''
import sys
import exporter
exporter.unpickle_inside()
'''


def unpickle_inside():
    """Writes the plain form of each file, and a line of JSON for each: whatever a pickle does, it does it here."""
    need_pandas()
    with open(os.path.join(SCRIPT_FOLDER, "steps.json"), encoding="utf-8") as file:
        steps = json.load(file)
    sys.path.insert(0, os.path.join(SCRIPT_FOLDER, "workspace"))
    for step in steps:
        try:
            made = FORMS[step["form"]](os.path.join(SCRIPT_FOLDER, step["file"]))
            line = {"state": "none"}
            if made is not None:
                with open(step["output"], "wb") as file:
                    file.write(made[0])
                line = {"state": "made", "rows": made[1], "types": made[2]}
        except BaseException as error:  # the pickle's own classes may raise anything
            line = {"state": "failed", "why": "%s: %s" % (type(error).__name__, str(error)[:200])}
        with open("done.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


# Libraries whose objects a recorder holds. Only what a file names is imported, before the filter stands.
KNOWN_LIBRARIES = ("qlib", "lightgbm", "xgboost", "catboost", "sklearn", "scipy", "joblib", "torch", "statsmodels", "cvxpy")


def named_libraries(path):
    """Modules of known libraries that a pickle names, found without running it."""
    found = set()
    if not path.endswith((".parquet", ".h5", ".hdf5", ".hdf")):
        try:
            with open(path, "rb") as file:
                for _, (_, argument, _) in zip(range(5000000), pickletools.genops(file)):
                    if isinstance(argument, str) and argument.split(".")[0].split(" ")[0] in KNOWN_LIBRARIES:
                        name = argument.split(" ")[0]
                        if re.fullmatch(r"\w+(\.\w+){0,9}", name):
                            found.update((name.split(".")[0], name))
        except Exception:  # a damaged pickle says so when it is opened
            pass
    return found | ({"pyarrow", "pyarrow.parquet", "pyarrow.dataset"} if path.endswith(".parquet") else set())


class Unpickling:
    """Files to open, each with the plain form to make of it, and the sandbox to do it in."""

    def __init__(self, options, code_folder=None):
        self.options, self.code_folder, self.sandbox = options, code_folder, None

    def made(self, steps):
        """For each (name, path, form): content, rows and types, or why there is none; None where it has no such form."""
        libraries = set().union(*[named_libraries(path) for path in set(path for _, path, _ in steps)])
        self.sandbox = Sandbox(self.options.seconds, self.options.gigabytes, self.options.allow_unsandboxed, libraries)
        answers = []
        # A pickle that ends the process takes nothing with it but itself.
        while len(answers) < len(steps):
            answers += self.run(steps[len(answers):])
        return answers

    def run(self, steps):
        if SCRIPT is None:
            fail(2, "save this script to a file: it starts itself in the sandbox")
        place = tempfile.mkdtemp(prefix="aistock-export-")
        try:
            work, code = os.path.join(place, "work"), os.path.join(place, "code")
            os.makedirs(work)
            os.makedirs(os.path.join(code, "workspace"))
            shutil.copyfile(SCRIPT, os.path.join(code, "exporter.py"))
            self.copy_code(os.path.join(code, "workspace"))
            copies, inner = {}, []
            for place_in_list, (_, path, form) in enumerate(steps):
                if path not in copies:
                    copies[path] = "file%d%s" % (len(copies), os.path.splitext(path)[1])
                    try:
                        shutil.copyfile(path, os.path.join(code, copies[path]))
                    except OSError as error:
                        if not inner:
                            return [str(error)]
                        break
                inner.append({"file": copies[path], "form": form, "output": "output%d" % place_in_list})
            for name, content in (("steps.json", json.dumps(inner)), ("inside.py", INSIDE)):
                with open(os.path.join(code, name), "w", encoding="utf-8") as file:
                    file.write(content)
            for folder, _, names in os.walk(code):
                os.chmod(folder, 0o755)
                for name in names:
                    os.chmod(os.path.join(folder, name), 0o644)
            why = self.sandbox.run(work, code, "inside.py")
            return self.answers(work, len(inner), why)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def copy_code(self, folder):
        """Modules of the workspace, whose classes its pickles may name."""
        if not self.code_folder:
            return
        for name in sorted(os.listdir(self.code_folder)):
            path = os.path.join(self.code_folder, name)
            if name.endswith(".py") and os.path.isfile(path) and os.path.getsize(path) <= 16 << 20:
                shutil.copyfile(path, os.path.join(folder, name))

    @staticmethod
    def answers(work, count, why):
        """What came out, as far as it has the right form; at least one answer, so that the next run has less to do."""
        found = []
        try:
            lines = plain_text(os.path.join(work, "done.jsonl")).split("\n")
        except (OSError, ValueError):
            lines = []
        for line in lines[:count]:
            try:
                entry = json.loads(line)
                state = entry["state"]
                if state == "none":
                    found.append(None)
                elif state == "failed":
                    found.append(str(entry["why"])[:300])
                else:
                    content = plain_text(os.path.join(work, "output%d" % len(found))).encode("utf-8")
                    rows, types = entry["rows"], entry["types"]
                    rows = rows if isinstance(rows, int) and not isinstance(rows, bool) else None
                    types = {str(k)[:200]: str(v)[:40] for k, v in types.items()} if isinstance(types, dict) else None
                    found.append((content, rows, types))
            except (OSError, ValueError, KeyError, TypeError):
                break
        if len(found) < count and (why or not found):
            found.append(why or "it left no plain form")
        return found


def sandbox_options(parser, seconds=1800, gigabytes=16):
    parser.add_argument("--allow-unsandboxed", action="store_true",
                        help="work without a sandbox where bubblewrap is absent; the result says so")
    parser.add_argument("--seconds", type=int, default=seconds, help="processor time in the sandbox (default: %(default)s)")
    parser.add_argument("--gigabytes", type=float, default=gigabytes, help="memory in the sandbox (default: %(default)s)")
