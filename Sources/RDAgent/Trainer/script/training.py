

# ---- training --------------------------------------------------------------------------------------
#
# qlib/contrib/model/pytorch_general_nn.py, step by step: the same draws, the same operations in the same order. Its loss
# multiplies a row of weights with a column of errors, so it averages over pairs; scores without a second axis are taken
# against every label. That is qlib's regime, and an account says where a network meets it.

SCHEDULER = dict(mode="min", factor=0.5, patience=5, min_lr=1e-6, threshold=1e-5)
GRADIENT_LIMIT = 3.0


class Batches:
    """qlib's DataLoader over a segment; a batch is cut at once and not row by row."""

    def __init__(self, segment, size, shuffle):
        data = torch.utils.data
        order = data.RandomSampler(segment) if shuffle else data.SequentialSampler(segment)
        self.loader = data.DataLoader(
            segment, sampler=data.BatchSampler(order, size, drop_last=True), batch_size=None, collate_fn=lambda batch: batch)

    def __iter__(self):
        for table in self.loader:
            if table.dim() == 3:
                yield table[:, :, 0:-1].float(), table[:, -1, -1]
            else:
                yield table[:, 0:-1].float(), table[:, -1]


def mean_square(scores, label, weight):
    mask = ~torch.isnan(label)
    return torch.mean(weight[mask] * (scores[mask] - label[mask].view(-1, 1)) ** 2)


class Training:
    def __init__(self, job, network):
        self.job, self.network, self.asked = job, network, job.training
        rate, decay = self.asked["lr"], self.asked["weight_decay"]
        kind = torch.optim.Adam if self.asked["optimizer"].lower() == "adam" else torch.optim.SGD
        self.optimizer = kind(network.parameters(), lr=rate, weight_decay=decay)
        self.scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(self.optimizer, **SCHEDULER)
        rows = Rows(job)
        segment = PlainSegment if job.step_len is None else WindowSegment
        self.segments = {name: segment(rows, *bounds) for name, bounds in job.segments.items()}
        size = self.asked["batch_size"]
        for name, part in self.segments.items():
            if len(part) < size:
                raise Refusal("trainer.segment-short", segment=name, rows=len(part), batch_size=size)
        self.train = Batches(self.segments["train"], size, shuffle=True)
        self.valid = Batches(self.segments["valid"], size, shuffle=False)
        self.curve, self.best_epoch, self.stopped_early = [], 0, False

    def forward(self, features):
        """The network's scores; what it passed alone it may still fail on real rows."""
        try:
            return self.network(features)
        except Exception as error:
            if shortage(error):
                raise
            raise Refusal("trainer.forward", error=said(error))

    def learn(self):
        self.network.train()
        for features, label in self.train:
            loss = mean_square(self.forward(features), label, torch.ones(len(label), dtype=torch.float64))
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_value_(self.network.parameters(), GRADIENT_LIMIT)
            self.optimizer.step()

    def score(self, batches):
        self.network.eval()
        losses = []
        with torch.no_grad():
            for features, label in batches:
                scores, mask = self.forward(features), torch.isfinite(label)
                kept = label[mask]
                losses.append(mean_square(scores[mask], kept, torch.ones_like(kept)).item())
        return float(np.mean(losses))

    def run(self):
        best_score, best, stops = np.inf, None, 0
        for epoch in range(self.asked["n_epochs"]):
            self.learn()
            scores = {"train": self.score(self.train), "valid": self.score(self.valid)}
            for name in ("train", "valid"):
                if not np.isfinite(scores[name]):
                    raise Refusal("trainer.loss-nan", epoch=epoch, segment=name)
            entry = {"epoch": epoch, "train": scores["train"], "valid": scores["valid"]}
            self.curve.append(entry)
            sys.stderr.write(json.dumps(entry) + "\n")
            sys.stderr.flush()
            self.scheduler.step(scores["valid"])
            if scores["valid"] < best_score:
                best_score, self.best_epoch, stops = scores["valid"], epoch, 0
                best = copy.deepcopy(self.network.state_dict())
            else:
                stops += 1
                if stops >= self.asked["early_stop"]:
                    self.stopped_early = True
                    break
        self.network.load_state_dict(best)

    def account(self):
        """What the configuration asked for beside what was built; null is a field that only one side has."""
        built = dict(self.asked, device="cpu", threads=1, epochs=len(self.curve), gradient_limit=GRADIENT_LIMIT, **{
            "scheduler." + name: value for name, value in SCHEDULER.items()})
        built["metric"] = "loss"
        built["optimizer"] = type(self.optimizer).__name__
        built["output"] = "pairs" if self.is_flat() else "column"
        return [{"field": name, "asked": self.asked.get(name), "built": value} for name, value in sorted(built.items())]

    def is_flat(self):
        """Scores without a second axis: qlib's loss takes each against every label."""
        with torch.no_grad():
            return self.network.eval()(torch.zeros(self.job.input_shape(3))).dim() == 1

    def probe(self):
        part = self.segments["valid"]
        table = part[list(range(min(PROBE_ROWS, len(part))))]
        return table[..., :-1].float().contiguous()
