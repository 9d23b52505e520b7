

# ---- the job ---------------------------------------------------------------------------------------

TRAINING = {"n_epochs": int, "lr": float, "metric": str, "batch_size": int, "early_stop": int, "loss": str,
            "weight_decay": float, "optimizer": str}


class Job:
    """job.json, checked field by field."""

    def __init__(self, folder):
        self.folder, self.out = folder, os.path.join(folder, "out")
        try:
            with open(os.path.join(folder, "job.json"), encoding="utf-8") as file:
                self.document = json.load(file)
        except (OSError, ValueError) as error:
            raise Refusal("trainer.job", field="job.json", reason=said(error))
        if not isinstance(self.document, dict) or self.document.get("schema") != SCHEMA:
            raise Refusal("trainer.job", field="schema", reason="it is not %d" % SCHEMA)
        self.task = self.field("task", str, ("train", "convert", "audit"))
        self.code = self.field("code", (str, type(None)))
        self.entry = self.document.get("entry") or "model_cls"
        self.kwargs = self.document.get("kwargs") or {}
        if not isinstance(self.kwargs, dict) or not isinstance(self.entry, str):
            raise Refusal("trainer.job", field="kwargs", reason="it is no table")
        self.weights = self.field("weights", (str, type(None))) if self.task == "convert" else None
        self.features = self.field("features", list)
        if not self.features:
            raise Refusal("trainer.job", field="features", reason="there is none")
        self.label_type = self.document.get("label_type") or "float32"
        if self.label_type not in ("float32", "float64"):
            raise Refusal("trainer.job", field="label_type", reason="it is neither float32 nor float64")
        dataset = self.field("dataset", dict)
        if dataset.get("class") not in ("DatasetH", "TSDatasetH"):
            raise Refusal("trainer.job", field="dataset.class", reason="it is neither DatasetH nor TSDatasetH")
        self.step_len = dataset.get("step_len") if dataset["class"] == "TSDatasetH" else None
        if dataset["class"] == "TSDatasetH" and (not whole(self.step_len) or self.step_len < 1):
            raise Refusal("trainer.job", field="dataset.step_len", reason="it is no positive number")
        self.rows = self.document.get("rows") or 0
        if not whole(self.rows) or self.rows < 0:
            raise Refusal("trainer.job", field="rows", reason="it is %r" % (self.rows,))
        self.training = self.segments = None
        if self.task == "train":
            self.read_training()

    def field(self, name, kind, words=None):
        value = self.document.get(name)
        if not isinstance(value, kind) or (words and value not in words):
            raise Refusal("trainer.job", field=name, reason="it is %r" % (value,))
        return value

    def read_training(self):
        self.training = self.field("training", dict)
        for name, kind in TRAINING.items():
            value = self.training.get(name)
            fits = isinstance(value, str) if kind is str else whole(value) or (kind is float and isinstance(value, float))
            if not fits or (kind is float and not 0 <= value < math.inf):
                raise Refusal("trainer.job", field="training." + name, reason="it is %r" % (value,))
        for name, words in (("metric", ("", "loss")), ("loss", ("mse",)), ("optimizer", ("adam", "gd"))):
            if self.training[name].lower() not in words:
                raise Refusal("trainer.job", field="training." + name, reason="qlib knows only: %s" % ", ".join(filter(None, words)))
        for name in ("n_epochs", "batch_size"):
            if self.training[name] < 1:
                raise Refusal("trainer.job", field="training." + name, reason="it is %d" % self.training[name])
        if not whole(self.training.get("seed")) or not 0 <= self.training["seed"] < 2**32:
            raise Refusal("trainer.seed")
        segments = self.field("segments", dict)
        self.segments = {}
        for name in ("train", "valid"):
            bounds = segments.get(name)
            if not isinstance(bounds, list) or len(bounds) != 2 or not all(map(whole, bounds)) or \
                    not 0 <= bounds[0] <= bounds[1] <= self.rows:
                raise Refusal("trainer.job", field="segments." + name, reason="it is %r" % (bounds,))
            if bounds[0] == bounds[1]:
                raise Refusal("trainer.segment-empty", segment=name)
            self.segments[name] = tuple(bounds)

    def path(self, name):
        """A file of the job; a name that leads out of it is refused."""
        if os.path.basename(name) != name or name in ("", ".", ".."):
            raise Refusal("trainer.job", field=name, reason="it is no plain file name")
        path = os.path.join(self.folder, name)
        if not os.path.isfile(path):
            raise Refusal("trainer.file-missing", file=name)
        return path

    def input_shape(self, rows):
        width = len(self.features)
        return (rows, width) if self.step_len is None else (rows, self.step_len, width)

    def answer(self, name, content):
        os.makedirs(self.out, exist_ok=True)
        with open(os.path.join(self.out, name), "wb") as file:
            file.write(content)

    def answer_json(self, name, document):
        self.answer(name, (json.dumps(document, indent=1, sort_keys=True) + "\n").encode("utf-8"))


def whole(value):
    return isinstance(value, int) and not isinstance(value, bool)
