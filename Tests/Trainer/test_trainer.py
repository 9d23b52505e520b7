"""The script of `aistock rdagent trainer`, in this process: AISTOCK_TRAINER names it.

    aistock rdagent trainer > trainer.py
    AISTOCK_TRAINER=trainer.py python -m unittest Tests/Trainer/test_trainer.py
"""
import contextlib
import hashlib
import io
import json
import math
import os
import pathlib
import pickle
import struct
import sys
import tempfile
import types
import unittest

try:
    import numpy
    import torch
    ABSENCE = None
except ImportError as error:
    numpy = torch = None
    ABSENCE = "needs a Python with numpy and torch: %s" % error

ORACLE = pathlib.Path(__file__).resolve().parent.parent / "Oracle"
NETWORKS = ORACLE / "networks"
SCRIPT = os.path.realpath(os.environ.get("AISTOCK_TRAINER", "trainer.py"))


def loaded():
    script = types.ModuleType("trainer")
    script.__file__ = SCRIPT
    with open(SCRIPT, encoding="utf-8") as file:
        exec(compile(file.read(), SCRIPT, "exec"), script.__dict__)
    return script


trainer = loaded()
sys.path.append(str(ORACLE))

LINE = """import torch.nn as nn

class Line(nn.Module):
    def __init__(self, num_features, num_timesteps=None):
        super().__init__()
        self.out = nn.Linear(num_features, 1)
        self.calls = 0

    def forward(self, x):
        {body}

model_cls = Line
"""


def line(body="return self.out(x)"):
    return LINE.format(body=body)


class Audit(unittest.TestCase):
    """Needs no torch."""

    def found(self, code):
        return [(f["line"], f["id"]) for f in trainer.refusals(code.encode(), "model.py")]

    def test_every_network_of_the_oracle_passes(self):
        for path in sorted(NETWORKS.glob("*.py")):
            self.assertEqual(trainer.refusals(path.read_bytes(), path.name), [], path.name)

    def test_what_reaches_out_of_the_network_is_refused_with_its_line(self):
        for code, line_number, identifier in (
                ("import os\n", 1, "audit.import"), ("import torch\nimport subprocess\n", 2, "audit.process"),
                ("from socket import socket\n", 1, "audit.network"), ("import pandas\n", 1, "audit.import"),
                ("from . import helper\n", 1, "audit.import"),
                ("x = 1\nopen('x')\n", 2, "audit.file-read"), ("eval('1')\n", 1, "audit.eval"), ("exec('1')\n", 1, "audit.eval"),
                ("compile('1', '', 'eval')\n", 1, "audit.eval"), ("__import__('os')\n", 1, "audit.dynamic-import"),
                ("x = ().__class__.__mro__\n", 1, "audit.builtins"), ("x = getattr((), '__cl' + 'ass__')\n", 1, "audit.builtins"),
                ("import torch\ntorch.load('x')\n", 2, "audit.pickle"), ("import torch\nx = torch.hub\n", 2, "audit.network"),
                ("import numpy as np\nnp.load('x')\n", 2, "audit.pickle"), ("import torch\nx = [torch]\n", 2, "audit.import"),
                ("import torch.nn as nn\nx = nn.Module.__subclasses__\n", 2, "audit.builtins"), ("x = (\n", 1, "audit.unreadable")):
            self.assertIn((line_number, identifier), self.found_or_unreadable(code), code)

    def found_or_unreadable(self, code):
        try:
            return self.found(code)
        except trainer.Refusal as refusal:
            self.assertEqual(refusal.identifier, "trainer.code")
            return [(f["line"], f["id"]) for f in refusal.detail["findings"]]

    def test_drawn_numbers_are_no_matter(self):
        self.assertEqual(self.found("import torch\nx = torch.randn(3)\n"), [])


@unittest.skipIf(torch is None, ABSENCE)
class Jobs(unittest.TestCase):
    """Whole jobs on the small market."""

    def setUp(self):
        import network_rows
        self.market = network_rows
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_job(self):
        """training.json, or (id, detail) of error.json."""
        keep, sys.argv = sys.argv, ["trainer.py", str(self.folder)]
        self.progress = io.StringIO()
        try:
            with contextlib.redirect_stderr(self.progress):
                trainer.main()
        except SystemExit as stop:
            self.assertEqual(stop.code, 1)
            told = json.loads((self.folder / "out/error.json").read_text())
            self.assertFalse((self.folder / "out/training.json").exists())
            return told["id"], told["detail"]
        finally:
            sys.argv = keep
        self.assertFalse((self.folder / "out/error.json").exists())
        return json.loads((self.folder / "out/training.json").read_text())

    def write(self, code=None, case=None, **changes):
        case = case or dict(file="mlp.py", training=dict(n_epochs=1))
        return self.market.write_job(self.folder, case, code or (NETWORKS / case["file"]).read_text(), **changes)

    def job(self, *arguments, **changes):
        self.write(*arguments, **changes)
        return self.run_job()

    def shortened(self, **training):
        return dict(file="mlp.py", training=dict(dict(n_epochs=1), **training))

    # -- beside qlib

    def test_curves_weights_and_scores_are_qlibs(self):
        golden = json.loads((NETWORKS / "golden.json").read_text())
        is_same = golden["versions"]["torch"] == torch.__version__
        for name in ("mlp", "mlp-double-labels", "gru"):
            told, expected = self.job(case=self.market.CASES[name]), golden["cases"][name]
            self.assertEqual(told["parameters"], expected["parameters"])
            # Another processor sums in another order, and rounding grows from step to step: the first epochs are near.
            for own, other in list(zip(told["curve"], expected["curve"]))[:3]:
                for part in ("train", "valid"):
                    self.assertLess(abs(own[part] / other[part] - 1), 1e-4, name)
            if is_same and told["weights_digest"] == expected["weights"]:
                self.assertEqual(told["curve"], expected["curve"], name)
                self.assertEqual((told["best_epoch"], told["stopped_early"]), (expected["best_epoch"], expected["stopped_early"]))

    def test_two_runs_give_the_same_bytes_and_another_seed_others(self):
        files = []
        for seed in (7, 7, 8):
            job = self.write()
            job["training"]["seed"] = seed
            (self.folder / "job.json").write_text(json.dumps(job))
            self.run_job()
            files.append([(self.folder / "out" / name).read_bytes() for name in ("training.json", "model.onnx", "probe_scores.f32")])
        self.assertEqual(files[0], files[1])
        self.assertNotEqual(files[0][2], files[2][2])

    def test_windows_are_qlibs(self):
        """Days 0..4, step 3, rows from day 2 on; instrument 0 misses day 2, instrument 1 begins on day 3."""
        trainer.need_torch()
        keys = [(0, 0), (0, 2), (1, 0), (1, 2), (2, 2), (3, 0), (3, 1), (3, 2), (4, 0), (4, 1)]
        job = types.SimpleNamespace(features=["F"], label_type="float32", step_len=3, rows=len(keys), path=lambda n: str(self.folder / n))
        numpy.arange(10, dtype="<f4").tofile(self.folder / "features.f32")
        numpy.arange(10, dtype="<f4").tofile(self.folder / "label.f32")
        numpy.array(keys, dtype="<i4").tofile(self.folder / "keys.i32")
        part = trainer.WindowSegment(trainer.Rows(job), 4, 10)
        # By instrument, then day: (3,0) (4,0) (3,1) (4,1) (2,2) (3,2). A gap takes the row before it, else the one behind.
        self.assertEqual(part[list(range(6))][:, :, 0].tolist(), [
            [2, 2, 5], [5, 5, 8], [6, 6, 6], [6, 6, 9], [1, 3, 4], [3, 4, 7]])

    def test_each_kind_of_network_is_written_as_onnx(self):
        for name in ("lstm", "alstm", "transformer", "tcn"):
            case = self.market.CASES[name]
            told = self.job(case=dict(case, training=dict(n_epochs=1)))
            self.assertLess(told["parity"]["max_abs_difference"], 1e-5, name)
            content = (self.folder / "out/model.onnx").read_bytes()
            self.assertEqual(told["onnx"]["digest"], hashlib.sha256(content).hexdigest())
            probe = (self.folder / "out/probe.f32").stat().st_size
            self.assertEqual(probe, told["parity"]["rows"] * self.market.STEP * 6 * 4)
            self.assertEqual((self.folder / "out/probe_scores.f32").stat().st_size, told["parity"]["rows"] * 4)

    def test_progress_is_a_line_an_epoch_and_the_account_names_what_was_built(self):
        told = self.job(case=self.shortened(n_epochs=2))
        lines = [json.loads(text) for text in self.progress.getvalue().splitlines()]
        self.assertEqual(lines, told["curve"])
        account = {entry["field"]: (entry["asked"], entry["built"]) for entry in told["account"]}
        self.assertEqual(account["optimizer"], ("adam", "Adam"))
        self.assertEqual(account["epochs"], (None, 2))
        self.assertEqual(account["output"], (None, "column"))

    def test_scores_without_a_second_axis_are_trained_against_every_label_as_qlib_does(self):
        told = self.job(line("return self.out(x).squeeze(-1)"))
        self.assertIn({"field": "output", "asked": None, "built": "pairs"}, told["account"])

    # -- refusals

    def test_code_that_the_audit_refuses_is_not_run(self):
        mark = self.folder / "mark"
        identifier, detail = self.job("open(%r, 'w')\n" % str(mark))
        self.assertEqual(identifier, "trainer.code")
        self.assertEqual([(f["line"], f["id"]) for f in detail["findings"]], [(1, "audit.file-write")])
        self.assertFalse(mark.exists())

    def test_a_network_that_does_not_fit_is_refused_before_training(self):
        for code, kwargs, identifier in (
                (line().replace("model_cls = Line", ""), None, "trainer.entry"), ("model_cls = 3\n", None, "trainer.entry"),
                (line().replace("model_cls = Line", "def model_cls(num_features):\n    return 3"), None, "trainer.entry"),
                ("x = 1 / 0\n", None, "trainer.code-failed"), (line(), {"width": 3}, "trainer.arguments"),
                (line(), {"num_features": 9}, "trainer.input-width"), (line(), {"num_features": -1}, "trainer.code-failed"),
                (line("return self.none_such"), None, "trainer.code"),
                (line("return self.calls[3](x)"), None, "trainer.forward"),
                (line("return x"), None, "trainer.output-shape"), (line("return self.out(x), x"), None, "trainer.output-shape"),
                (line("return self.out(x).squeeze()[:2]"), None, "trainer.output-shape")):
            changes = {} if kwargs is None else {"kwargs": kwargs}
            self.assertEqual(self.job(code, **changes)[0], identifier, code)

    def test_code_that_fails_or_ends_during_training_is_told(self):
        for body, identifier in (
                ("if self.training: raise ValueError('a batch')\n        return self.out(x)", "trainer.forward"),
                ("if self.training: raise SystemExit(0)\n        return self.out(x)", "trainer.failed")):
            self.assertEqual(self.job(line(body))[0], identifier)

    def test_files_of_another_size_and_absent_files_are_named(self):
        self.write()
        with open(self.folder / "label.f32", "ab") as file:
            file.write(b"123")
        identifier, detail = self.run_job()
        self.assertEqual((identifier, detail["file"], detail["bytes"] - detail["expected"]), ("trainer.file-size", "label.f32", 3))
        self.write()
        (self.folder / "features.f32").unlink()
        self.assertEqual(self.run_job(), ("trainer.file-missing", {"file": "features.f32"}))
        job = self.write()
        (self.folder / "job.json").write_text(json.dumps(dict(job, code="../model.py")))
        self.assertEqual(self.run_job(), ("trainer.job", {"field": "../model.py", "reason": "it is no plain file name"}))

    def test_a_field_that_is_not_what_it_must_be_is_named(self):
        for changes, field in (
                ({"schema": 2}, "schema"), ({"task": "guess"}, "task"), ({"features": []}, "features"),
                ({"dataset": {"class": "Other"}}, "dataset.class"), ({"dataset": {"class": "TSDatasetH"}}, "dataset.step_len"),
                ({"label_type": "float16"}, "label_type"), ({"rows": "9"}, "rows"), ({"rows": -1}, "rows"), ({"segments": {"train": [0, 10]}}, "segments.valid"),
                ({"segments": {"train": [0, 10**9], "valid": [0, 1]}}, "segments.train")):
            identifier, detail = self.job(**changes)
            self.assertEqual((identifier, detail["field"]), ("trainer.job", field), changes)
        for name, value in (("optimizer", "lion"), ("loss", "ic"), ("n_epochs", 0), ("lr", "high"), ("lr", math.nan),
                            ("weight_decay", -1), ("batch_size", 1.5)):
            identifier, detail = self.job(case=self.shortened(**{name: value}))
            self.assertEqual((identifier, detail["field"]), ("trainer.job", "training." + name))
        self.write()
        (self.folder / "job.json").write_text("{")
        self.assertEqual(self.run_job()[0], "trainer.job")

    def test_segments_seed_and_losses_are_checked(self):
        self.assertEqual(self.job(segments={"train": [0, 100], "valid": [100, 100]}), ("trainer.segment-empty", {"segment": "valid"}))
        self.assertEqual(self.job(segments={"train": [0, 100], "valid": [100, 110]}), (
            "trainer.segment-short", {"segment": "valid", "rows": 10, "batch_size": 32}))
        job = self.write()
        job["training"]["seed"] = None
        (self.folder / "job.json").write_text(json.dumps(job))
        self.assertEqual(self.run_job(), ("trainer.seed", {}))
        first = self.write()["segments"]["train"][0]
        values = numpy.fromfile(self.folder / "features.f32", "<f4")
        values[first * 6] = math.nan
        values.tofile(self.folder / "features.f32")
        identifier, detail = self.run_job()
        self.assertEqual((identifier, detail["epoch"]), ("trainer.loss-nan", 0))

    def test_an_operator_that_onnx_lacks_is_named(self):
        identifier, detail = self.job(line("import torch\n        return self.out(torch.erfc(x) + torch.sinc(x))"))
        self.assertEqual((identifier, detail["operator"].startswith("aten::")), ("trainer.onnx-operator", True))

    def test_a_graph_that_is_frozen_at_one_batch_is_found(self):
        identifier, _ = self.job(line("return self.out(x) * (1 if len(x) == 3 else 2)"))
        self.assertEqual(identifier, "trainer.parity")

    def test_memory_that_is_not_there_is_said(self):
        identifier, _ = self.job(line("import torch\n        return self.out(x) + torch.zeros(2**50, 1)[:3]"))
        self.assertEqual(identifier, "trainer.memory")

    # -- weights

    def trained(self):
        network = torch.nn.Linear(6, 1)
        code = line()
        state = {"out.weight": network.weight.detach().clone(), "out.bias": network.bias.detach().clone()}
        def expected():
            probe = torch.from_numpy(numpy.fromfile(self.folder / "out/probe.f32", "<f4").reshape(-1, 6))
            return network(probe).detach().numpy().reshape(-1).tobytes()
        return network, code, state, expected

    def convert(self, source, name, **changes):
        job = self.write(source, task="convert", weights=name, training=None, segments=None, rows=0)
        (self.folder / "job.json").write_text(json.dumps(dict(job, **changes)))
        return self.run_job()

    def test_a_state_dict_is_read_and_written_as_onnx(self):
        _, code, state, expected = self.trained()
        for name, document in (("a.pt", state), ("b.pth", {"state_dict": state})):
            torch.save(document, self.folder / name)
            told = self.convert(code, name)
            self.assertEqual((told["curve"], told["best_epoch"], told["parameters"]), ([], None, 7))
            self.assertEqual((self.folder / "out/probe_scores.f32").read_bytes(), expected())

    def test_torch_script_needs_no_code(self):
        network, _, _, expected = self.trained()
        torch.jit.trace(network, torch.zeros(2, 6)).save(str(self.folder / "script.pt"))
        self.assertLess(self.convert(line(), "script.pt", code=None)["parity"]["max_abs_difference"], 1e-6)
        self.assertEqual((self.folder / "out/probe_scores.f32").read_bytes(), expected())

    def test_safetensors_are_read_by_their_form(self):
        _, code, state, expected = self.trained()
        body, header = b"", {"__metadata__": {"format": "pt"}}
        for name, tensor in state.items():
            content = tensor.numpy().tobytes()
            header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(content)]}
            body += content
        head = json.dumps(header).encode()
        (self.folder / "w.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + body)
        self.convert(code, "w.safetensors")
        self.assertEqual((self.folder / "out/probe_scores.f32").read_bytes(), expected())
        (self.folder / "w.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + body[:-4])
        self.assertEqual(self.convert(code, "w.safetensors")[0], "trainer.weights-form")

    def test_what_only_unpickling_could_read_is_refused_and_not_run(self):
        network, code, _, _ = self.trained()
        mark = self.folder / "mark"

        class Evil:
            def __reduce__(self):
                return eval, ("open(%r, 'w')" % str(mark),)

        torch.save(network, self.folder / "whole.pt")
        (self.folder / "evil.pkl").write_bytes(pickle.dumps(Evil()))
        torch.save({"out.weight": Evil()}, self.folder / "evil.pt")
        for name in ("whole.pt", "evil.pkl", "evil.pt"):
            self.assertEqual(self.convert(code, name)[0], "trainer.weights-pickle", name)
        self.assertFalse(mark.exists())

    def test_weights_of_another_network_are_named(self):
        _, code, state, _ = self.trained()
        torch.save({"out.weight": state["out.weight"][:, :5].clone(), "other": state["out.bias"]}, self.folder / "w.pt")
        identifier, detail = self.convert(code, "w.pt")
        self.assertEqual((identifier, detail), ("trainer.weights-names", {
            "missing": ["out.bias"], "unexpected": ["other"], "shapes": {"out.weight": [[1, 6], [1, 5]]}}))
        torch.save([1, 2], self.folder / "w.pt")
        self.assertEqual(self.convert(code, "w.pt")[0], "trainer.weights-form")

    def test_an_audit_only_builds_the_network(self):
        told = self.job(line(), task="audit")
        self.assertEqual((told["parameters"], told["onnx"], told["parity"]), (7, None, None))
        self.assertFalse((self.folder / "out/model.onnx").exists())


if __name__ == "__main__":
    unittest.main()
