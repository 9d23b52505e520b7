

# ---- factors ---------------------------------------------------------------------------------------

FIELDS = ["open", "close", "high", "low", "volume", "factor"]


def instrument(raw):
    """SH600000 for every form that is in use; what is none of them stays as it is."""
    text = str(raw).strip().upper().replace("..", ".")
    for pattern, order in ((r"(\d{6})\.(SH|SZ|BJ)", (2, 1)), (r"(SH|SZ|BJ)\.?(\d{6})", (1, 2))):
        match = re.fullmatch(pattern, text)
        if match:
            return match.group(order[0]) + match.group(order[1])
    return str(raw)


def by_instrument(frame):
    """A frame of factor values, in whatever form RD-Agent left it: index (instrument, day), columns by plain name."""
    if not hasattr(frame, "columns"):
        frame = frame.to_frame(frame.name if frame.name is not None else "factor")
    frame = frame.copy()
    frame.columns = [flat_name(c) for c in frame.columns]
    if "datetime" not in frame.columns:
        frame = frame.reset_index()
        frame.columns = [flat_name(c) for c in frame.columns]
    if "date" in frame.columns and "datetime" not in frame.columns:
        frame = frame.rename(columns={"date": "datetime"})
    levels = [c for c in frame.columns if re.fullmatch(r"level_\d+|__index_level_\d+__|index", c)]
    for name, fits in (("datetime", lambda v: str(v.dtype).startswith("datetime")), ("instrument", lambda v: True)):
        if name not in frame.columns:
            fitting = [c for c in levels if fits(frame[c])]
            if not fitting:
                raise ValueError("neither an index nor a column '%s'; there are: %s" % (name, ", ".join(frame.columns)))
            frame = frame.rename(columns={fitting[0]: name})
            levels.remove(fitting[0])
    frame = frame.drop(columns=levels)
    frame["instrument"] = [instrument(i) for i in frame["instrument"]]
    frame["datetime"] = pd.to_datetime(frame["datetime"])
    frame = frame.set_index(["instrument", "datetime"]).sort_index(kind="stable")
    if frame.index.has_duplicates:
        twice = frame.index[frame.index.duplicated()][0]
        raise ValueError("%s on %s stands twice" % (twice[0], day(twice[1])))
    if len(set(frame.columns)) != len(frame.columns):
        raise ValueError("a column stands twice: %s" % ", ".join(frame.columns))
    return frame


def reference_table(columns):
    """`instrument,datetime,NAME...` sorted by both, of named series; bytes and row count."""
    keys = sorted(set().union(*[set(series.index) for _, series in columns]))
    cells = [dict(zip(series.index, series.to_numpy())) for _, series in columns]
    return table(["instrument", "datetime"] + [name for name, _ in columns],
                 ([key[0], day(key[1])] + [number(column.get(key)) for column in cells] for key in keys))


def read_table(text):
    """A CSV of our own form as texts; pandas' own reader does not keep every bit in every version."""
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("no table: its lines differ in length")
    frame = pd.DataFrame({name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}, columns=rows[0])
    if "datetime" in frame.columns:
        frame["datetime"] = pd.to_datetime(frame["datetime"])
    return frame


def floats(column, kind="float64"):
    return np.array([float(text) if text else float("nan") for text in column], dtype="float64").astype(kind)


def put(path, content):
    """Writes a file whole; gzip by its name, without a time in it."""
    if path.endswith(".gz"):
        packed = io.BytesIO()
        with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as file:
            file.write(content)
        content = packed.getvalue()
    with open(path + ".partial", "wb") as file:
        file.write(content)
    os.replace(path + ".partial", path)


class TestSet:
    """The standard test set that `aistock data export --test-set` wrote."""

    def __init__(self, path):
        try:
            with open(path, "rb") as file:
                content = file.read()
            if content[:2] == b"\x1f\x8b":
                content = gzip.decompress(content)
        except (OSError, EOFError) as error:
            fail(3, "%s: %s" % (path, error))
        self.path, self.sha256 = path, hashlib.sha256(content).hexdigest()
        beside = re.sub(r"\.csv(\.gz)?$", "", path) + ".json"
        if os.path.isfile(beside):
            with open(beside, encoding="utf-8") as file:
                stated = json.load(file).get("sha256")
            if stated != self.sha256:
                fail(3, "%s: its SHA-256 is %s, %s says %s: make the test set again" % (path, self.sha256, beside, stated))
        try:
            self.frame = read_table(content.decode("utf-8"))
            lacking = [c for c in ["instrument", "datetime"] + FIELDS if c not in self.frame.columns]
            if lacking:
                raise ValueError("no column %s" % ", ".join(lacking))
            for name in FIELDS:
                self.frame[name] = floats(self.frame[name], "float32")
        except (ValueError, UnicodeDecodeError) as error:
            fail(3, "%s: %s" % (path, error))

    def daily_pv(self):
        """contracts: key `data`, index (datetime, instrument), float32."""
        frame = self.frame.set_index(["datetime", "instrument"])[FIELDS].sort_index()
        frame.columns = ["$" + name for name in FIELDS]
        return frame

    def write(self, path):
        try:
            self.daily_pv().to_hdf(path, key="data", mode="w")
        except ImportError as error:
            fail(4, "%s; pip install tables" % error)


def command_daily_pv(words):
    parser = argparse.ArgumentParser(prog="export_recorder.py daily-pv", description="Writes the daily_pv.h5 that factor.py reads.")
    parser.add_argument("--test-set", required=True, help="what `aistock data export --test-set` wrote")
    parser.add_argument("--output", default="daily_pv.h5")
    options = parser.parse_args(words)
    need_pandas()
    test_set = TestSet(options.test_set)
    test_set.write(options.output)
    print("%d rows written to %s; test set %s" % (len(test_set.frame), options.output, test_set.sha256))


def command_values(words):
    parser = argparse.ArgumentParser(
        prog="export_recorder.py values", description="result.h5 or combined_factors_df.parquet as instrument,datetime,NAME...",
        epilog="The file is opened in a sandbox, as HDF5 and parquet may run code. A JSON beside the values says which.")
    parser.add_argument("file")
    parser.add_argument("--output", help="default: the file's name with .csv.gz")
    sandbox_options(parser)
    options = parser.parse_args(words)
    if not os.path.isfile(options.file):
        fail(3, "%s: there is no such file" % options.file)
    output = options.output or re.sub(r"\.(h5|hdf5?|parquet)$", "", options.file) + ".csv.gz"
    if not re.search(r"\.csv(\.gz)?$", output):
        fail(2, "--output must end in .csv or .csv.gz")
    need_pandas()
    unpickling = Unpickling(options)
    answer = unpickling.made([("values", options.file, "values")])[0]
    sys.stderr.write("sandbox: %s\n" % unpickling.sandbox.words())
    if not isinstance(answer, tuple):
        fail(4 if str(answer).startswith("ImportError") else 3, "%s: %s" % (options.file, answer))
    content, rows, types = answer
    put(output, content)
    with open(options.file, "rb") as file:
        source = hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else \
            hashlib.sha256(file.read()).hexdigest()
    beside(output, {"schema": 1, "source": {"file": os.path.basename(options.file), "sha256": source},
                    "sandbox": unpickling.sandbox.json(), "versions": versions(),
                    "values": {"file": os.path.basename(output), "sha256": hashlib.sha256(content).hexdigest(), "rows": rows,
                               "types": types}})
    print("%d rows, %d factors written to %s" % (rows, len(types), output))


def beside(path, document):
    """Writes what is to be known of a table of values next to it."""
    put(re.sub(r"\.csv(\.gz)?$", "", path) + ".json",
        (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8"))


READER = r'''
import csv
import pandas as pd
frame = pd.read_hdf("result.h5")
frame = frame if hasattr(frame, "columns") else frame.to_frame()
frame.columns = [repr(tuple(c)) if isinstance(c, tuple) else str(c) for c in frame.columns]
with open("types.txt", "w", encoding="utf-8") as file:
    file.write("\n".join(str(kind) for kind in frame.dtypes))
values = set(frame.columns)
frame = frame.reset_index()

def text(column):
    if str(column.dtype).startswith("datetime"):
        return [stamp.isoformat() for stamp in column]
    if column.name in values:
        return ["" if value != value else repr(float(value)) for value in column]
    return [str(value) for value in column]

columns = [text(frame[name]) for name in frame.columns]
with open("values.csv", "w", encoding="utf-8", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["datetime" if str(frame[n].dtype).startswith("datetime") else str(n) for n in frame.columns])
    rows.writerows(zip(*columns))
'''


def plain_text(path):
    """Text of a file that foreign code may have made: no link, no pipe, no endless one."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > Sandbox.FILE_BYTES:
            raise ValueError("%s is no plain file" % os.path.basename(path))
        return file.read().decode("utf-8").replace("\r\n", "\n")


class Reference:
    """One reference implementation: where its code is and how it is called."""

    def __init__(self, source, audited, module, function=None, name=None, facts=None):
        self.source, self.audited, self.module, self.function, self.name = source, audited, module, function, name
        self.facts = facts or {}

    def digest(self):
        hashed = hashlib.sha256()
        for _, path in audit_paths(self.audited):
            with open(path, "rb") as file:
                content = file.read()
            name = os.path.relpath(path, os.path.dirname(os.path.abspath(self.audited)))
            hashed.update(("%s %d\n" % (name, len(content))).encode("utf-8") + content)
        return hashed.hexdigest()

    def copy(self, folder):
        """Only what was judged goes into the sandbox."""
        for _, path in audit_paths(self.audited):
            place = os.path.join(folder, os.path.relpath(os.path.abspath(path), os.path.dirname(os.path.abspath(self.audited))))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            shutil.copyfile(path, place)

    def run(self, test_set, sandbox, accepted):
        """A record of what happened, and the columns that came out."""
        record = dict(self.facts, source=self.source, names=[self.name] if self.name else [], state="failed", why=None,
                      findings=[])
        if self.audited is None:
            return dict(record, why="no code: the module is not below the package roots"), []
        try:
            record["findings"] = audit(self.audited)
            record["code_sha256"] = self.digest()
        except (Unreadable, OSError) as error:
            return dict(record, state="refused", why=str(error)), []
        open_ones = [f for f in record["findings"] if f["id"] not in accepted]
        if open_ones:
            first = open_ones[0]
            return dict(record, state="refused", why="%s:%d: %s: %s (%d in all)" % (
                first["file"], first["line"], first["id"], first["symbol"], len(open_ones))), []
        place = tempfile.mkdtemp(prefix="aistock-factor-")
        try:
            work, code, values = (os.path.join(place, n) for n in ("work", "code", "values"))
            for folder in (work, code, values):
                os.makedirs(folder)
            test_set.write(os.path.join(work, "daily_pv.h5"))
            self.copy(code)
            why = sandbox.run(work, code, self.module, self.function, self.name)
            if why is None and not os.path.isfile(os.path.join(work, "result.h5")):
                why = "it left no result.h5"
            if why:
                return dict(record, why=why), []
            return self.collect(record, work, values, sandbox)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def collect(self, record, work, values, sandbox):
        """Reads result.h5 in a sandbox of its own: HDF5 may hold pickles."""
        reader = os.path.join(values, "read.py")
        with open(reader, "w", encoding="utf-8") as file:
            file.write(READER)
        why = sandbox.run(work, values, "read.py")
        if why:
            return dict(record, why="result.h5 cannot be read: " + why), []
        try:
            frame = by_instrument(read_table(plain_text(os.path.join(work, "values.csv"))))
            types = plain_text(os.path.join(work, "types.txt")).split("\n")
            if len(types) != len(frame.columns):
                raise ValueError("its columns cannot be told apart")
            for name, kind in zip(list(frame.columns), types):
                frame[name] = floats(frame[name], "float32" if kind == "float32" else "float64")
        except Exception as error:  # whatever the code wrote
            return dict(record, why="result.h5: %s: %s" % (type(error).__name__, str(error)[:300])), []
        record.update(state="ran", names=list(frame.columns), rows=len(frame))
        return record, [(name, frame[name]) for name in frame.columns]


def references(options):
    found = []
    for workspace in options.workspace:
        places = [workspace] + sorted(os.path.join(workspace, n) for n in (os.listdir(workspace) if os.path.isdir(workspace) else []))
        here = [p for p in places if os.path.isfile(os.path.join(p, "factor.py"))]
        if not here:
            fail(3, "%s: neither it nor a folder in it has a factor.py" % workspace)
        found += [Reference(os.path.join(os.path.basename(os.path.abspath(p)), "factor.py"),
                            os.path.join(p, "factor.py"), "factor.py") for p in here]
    wanted = [(text, None) for text in options.impl]
    for path in options.catalog:
        try:
            with open(path, encoding="utf-8-sig") as file:
                entries = json.load(file)["factors"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            fail(3, "%s: no factor catalog: %s" % (path, error))
        wanted += [("%s:%s" % (e["impl_module"], flat_name(e["impl_func"])), e) for e in entries
                   if e.get("impl_module") and e.get("impl_func")]
    for text, entry in wanted:
        module, _, function = text.partition(":")
        if not re.fullmatch(r"\w+(\.\w+)*", module) or not re.fullmatch(r"\w+", function):
            fail(2, "'%s' is not of the form module:function" % text)
        facts = {k: entry[k] for k in ("impl_module", "impl_func", "impl_version") if k in entry} if entry else \
            {"impl_module": module, "impl_func": function}
        name = flat_name(entry["name"]) if entry else function
        found.append(Reference(text, package(module, options.package_root), module, function, name, facts))
    if not found:
        fail(2, "no reference is named: --workspace, --impl or --catalog")
    return found


def package(module, roots):
    """File or folder of a module's top package, found without importing anything."""
    top = module.split(".")[0]
    for root in roots or [SCRIPT_FOLDER] + sys.path:
        for place in (os.path.join(root, top), os.path.join(root, top + ".py")):
            if (os.path.isdir(place) and audit_paths(place)) or os.path.isfile(place):
                return place
    return None


def command_factors(words):
    parser = argparse.ArgumentParser(
        prog="export_recorder.py factors", description="Runs reference code on the standard test set, in a sandbox. The audit before it is a courtesy.")
    parser.add_argument("--test-set", required=True, help="what `aistock data export --test-set` wrote")
    parser.add_argument("--workspace", action="append", default=[], help="a folder with factor.py, or a folder of such; may be repeated")
    parser.add_argument("--catalog", action="append", default=[], help="factor_catalog.json: every impl_module and impl_func in it")
    parser.add_argument("--impl", action="append", default=[], metavar="MODULE:FUNCTION")
    parser.add_argument("--package-root", action="append", default=[], help="folder of the packages; default: Python's own path")
    parser.add_argument("--output", default="reference.csv.gz")
    parser.add_argument("--accept", action="append", default=[], metavar="ID", help="an audit finding that a person has looked at")
    sandbox_options(parser, 600, 4)
    options = parser.parse_args(words)
    unknown = [name for name in options.accept if name not in AUDIT_RULES["reasons"]]
    if unknown:
        fail(2, "no finding is called '%s'; there are: %s" % (unknown[0], ", ".join(sorted(AUDIT_RULES["reasons"]))))
    if not re.search(r"\.csv(\.gz)?$", options.output):
        fail(2, "--output must end in .csv or .csv.gz")
    found = references(options)
    need_pandas()
    test_set, sandbox = TestSet(options.test_set), Sandbox(options.seconds, options.gigabytes, options.allow_unsandboxed)
    sys.stderr.write("sandbox: %s\n" % sandbox.words())
    records, columns = [], []
    for reference in found:
        begin = time.monotonic()
        record, made = reference.run(test_set, sandbox, options.accept)
        taken = [name for name, _ in made if name in dict(columns)]
        if taken:
            record, made = dict(record, state="failed", why="the name %s is taken by another reference" % taken[0]), []
        records.append(record)
        columns += made
        sys.stderr.write("%s: %s%s (%.1f s)\n" % (reference.source, record["state"], ": " + record["why"] if record["why"] else
                                                  ": " + ", ".join(record["names"]), time.monotonic() - begin))
    document = {"schema": 1, "test_set": {"file": os.path.basename(options.test_set), "sha256": test_set.sha256},
                "sandbox": sandbox.json(), "versions": versions(), "accepted": sorted(options.accept), "references": records}
    if columns:
        content, rows = reference_table(columns)
        put(options.output, content)
        document["values"] = {"file": os.path.basename(options.output), "sha256": hashlib.sha256(content).hexdigest(), "rows": rows}
    beside(options.output, document)
    if not columns:
        fail(1, "no reference came to an end")
    print("%d rows, %d factors written to %s; %d of %d references refused or failed" % (
        rows, len(columns), options.output, sum(r["state"] != "ran" for r in records), len(records)))
    sys.exit(0 if all(r["state"] == "ran" for r in records) else 1)
