"""Trains small networks with real qlib (GeneralPTNN over DatasetH and TSDatasetH) and with the script of
`aistock rdagent trainer` on the same rows, holds every loss and every weight of one to the other's bits, and writes curves,
digests and the distance of ONNX from PyTorch to Tests/Oracle/networks/golden.json.

Pinned: CPython 3.11.7, pyqlib 0.9.7, pandas 3.1.1, numpy 2.4.6, torch 2.13.0+cpu, onnxruntime 1.32.0; one thread.

    aistock rdagent trainer > trainer.py
    python Tests/Oracle/make_networks.py trainer.py
"""
import hashlib
import json
import pathlib
import platform
import subprocess
import sys
import tempfile

import numpy
import pandas
import qlib
import torch
from qlib.contrib.model.pytorch_general_nn import GeneralPTNN
from qlib.data.dataset import DatasetH, TSDatasetH
from qlib.data.dataset.handler import DataHandlerLP
from qlib.data.dataset.loader import StaticDataLoader

from network_rows import CASES, DAYS, FEATURES, SEED, SEGMENTS, STEP, TRAINING, arguments, market, write_job

HERE = pathlib.Path(__file__).parent / "networks"


def frame(label_type):
    """The market as qlib's handler has it, and its days."""
    keys, values = market()
    days = pandas.bdate_range("2024-01-02", periods=DAYS)
    index = pandas.MultiIndex.from_tuples([(days[day], "SH6%05d" % name) for day, name in keys], names=["datetime", "instrument"])
    columns = pandas.MultiIndex.from_tuples([("feature", name) for name in FEATURES] + [("label", "LABEL0")])
    return days, pandas.DataFrame(values.astype(label_type), index=index, columns=columns)


def by_qlib(case):
    days, rows = frame(case.get("label_type", "float32"))
    segments = {name: (days[first], days[end - 1]) for name, (first, end) in SEGMENTS.items()}
    handler = DataHandlerLP(data_loader=StaticDataLoader(config=rows), learn_processors=[{"class": "DropnaLabel"}])
    dataset = TSDatasetH(step_len=STEP, handler=handler, segments=segments) if case.get("window") else DatasetH(handler, segments)
    torch.set_num_threads(1)
    # qlib builds the network before it seeds: only a process that seeds first can be repeated.
    torch.manual_seed(SEED)
    model = GeneralPTNN(**dict(TRAINING, **case.get("training", {})), n_jobs=0, GPU=-1, seed=SEED,
                        pt_model_uri=case["file"][:-3] + ".model_cls", pt_model_kwargs=arguments(case))
    curve = {}
    with tempfile.TemporaryDirectory() as folder:
        model.fit(dataset, evals_result=curve, save_path=folder + "/best")
    return curve, model.dnn_model


def by_trainer(script, case, folder):
    job = pathlib.Path(folder)
    write_job(job, case, (HERE / case["file"]).read_text())
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    out = job / "out"
    return json.loads((out / "training.json").read_text()), numpy.fromfile(out / "probe.f32", "<f4"), \
        numpy.fromfile(out / "probe_scores.f32", "<f4")


def main(script):
    qlib.init(skip_if_reg=True, provider_uri=tempfile.mkdtemp())
    sys.path.insert(0, str(HERE))
    found = {}
    for name, case in CASES.items():
        curve, network = by_qlib(case)
        with tempfile.TemporaryDirectory() as folder:
            told, probe, scores = by_trainer(script, case, folder)
        # The same bits: losses as doubles, and the best network's scores of the probe.
        assert [entry["train"] for entry in told["curve"]] == [float(v) for v in curve["train"]], name
        assert [entry["valid"] for entry in told["curve"]] == [float(v) for v in curve["valid"]], name
        shape = (len(scores), STEP, len(FEATURES)) if case.get("window") else (len(scores), len(FEATURES))
        with torch.no_grad():
            own = network.eval()(torch.from_numpy(probe.reshape(shape))).reshape(-1).numpy()
        assert own.tobytes() == scores.tobytes(), name
        state = hashlib.sha256(b"".join(t.numpy().tobytes() for t in network.state_dict().values())).hexdigest()
        assert told["weights_digest"] == state, name
        found[name] = {"curve": told["curve"], "best_epoch": told["best_epoch"], "stopped_early": told["stopped_early"],
                       "parameters": told["parameters"], "weights": state, "scores": hashlib.sha256(scores.tobytes()).hexdigest(),
                       "onnx_difference": told["parity"]["max_abs_difference"], "largest_score": float(abs(scores).max())}
        print(name, len(told["curve"]), told["best_epoch"], told["stopped_early"], told["parity"])
    import onnxruntime
    versions = {"python": platform.python_version(), "qlib": qlib.__version__, "pandas": pandas.__version__, "numpy": numpy.__version__,
                "torch": torch.__version__, "onnxruntime": onnxruntime.__version__}
    document = {"seed": SEED, "training": TRAINING, "versions": versions, "cases": found}
    (HERE / "golden.json").write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")


main(sys.argv[1])
