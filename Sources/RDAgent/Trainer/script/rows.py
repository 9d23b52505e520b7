

# ---- rows and windows ------------------------------------------------------------------------------

class Rows:
    """The files of a job, mapped; the label in the type that it has in qlib's frame."""

    def __init__(self, job):
        self.job, width = job, len(job.features)
        self.features = self.mapped("features.f32", "<f4", (job.rows, width))
        self.label = self.mapped("label.f32", "<f4", (job.rows,))
        self.keys = self.mapped("keys.i32", "<i4", (job.rows, 2)) if job.step_len is not None else None
        self.type = np.dtype(job.label_type)

    def mapped(self, name, kind, shape):
        path, expected = self.job.path(name), int(np.prod(shape)) * 4
        size = os.path.getsize(path)
        if size != expected:
            raise Refusal("trainer.file-size", file=name, bytes=size, expected=expected)
        return np.memmap(path, dtype=kind, mode="r", shape=shape) if expected else np.zeros(shape, kind)

    def table(self, rows):
        """Features and label side by side, as qlib's frame has them; torch's own memory, because sums depend on its place."""
        table = torch.empty(rows.shape + (len(self.job.features) + 1,), dtype=getattr(torch, self.job.label_type))
        values = table.numpy()
        values[..., :-1] = self.features[rows]
        values[..., -1] = self.label[rows]
        return table


class PlainSegment:
    """Rows of DatasetH in their order: by day, then instrument."""

    def __init__(self, rows, first, end):
        self.rows, self.first, self.count = rows, first, end - first

    def __len__(self):
        return self.count

    def __getitem__(self, places):
        return self.rows.table(self.first + np.asarray(places, dtype=np.int64))


class WindowSegment:
    """Windows of TSDatasetH (qlib's TSDataSampler): a sample for each row, by instrument, then day.

    A window has the instrument's rows of the last step_len days on which the segment, with the step_len days before it, has any
    row. A missing day takes the row before it, else the one behind it (fillna_type "ffill+bfill").
    """

    def __init__(self, rows, first, end):
        self.rows, self.step = rows, rows.job.step_len
        days, names = np.asarray(rows.keys[:end, 0], dtype=np.int64), np.asarray(rows.keys[:end, 1], dtype=np.int64)
        if np.any(np.diff(days) < 0):
            raise Refusal("trainer.job", field="keys.i32", reason="its rows are not sorted by day")
        start = int(np.searchsorted(days, days[first] - self.step))
        known, line = np.unique(days[start:end], return_inverse=True)
        columns, column = np.unique(names[start:end], return_inverse=True)
        line, column = line.reshape(-1), column.reshape(-1)
        # The place of each row; -1 is none. Windows that begin before the first day have empty lines.
        self.places = np.full((self.step - 1 + len(known), len(columns)), -1, dtype=np.int64)
        self.places[self.step - 1 + line, column] = np.arange(start, end)
        order = np.lexsort((line[first - start:], column[first - start:]))
        self.line, self.column = line[first - start:][order], column[first - start:][order]

    def __len__(self):
        return len(self.line)

    def __getitem__(self, places):
        places = np.asarray(places, dtype=np.int64)
        window = self.places[self.line[places][:, None] + np.arange(self.step), self.column[places][:, None]]
        steps = np.arange(self.step)
        before = np.maximum.accumulate(np.where(window >= 0, steps, -1), axis=1)
        behind = np.minimum.accumulate(np.where(window >= 0, steps, self.step)[:, ::-1], axis=1)[:, ::-1]
        taken = np.where(before >= 0, before, behind)
        return self.rows.table(np.take_along_axis(window, taken, axis=1))
