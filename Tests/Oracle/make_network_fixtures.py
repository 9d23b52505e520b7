"""Networks of the shapes that RD-Agent writes, exported by PyTorch, with inputs and PyTorch's own outputs; and ONNX files
that are refused, each for one reason.

    python Tests/Oracle/make_network_fixtures.py Tests/Oracle/networks

Needs torch 2.13.0, onnx 1.23.2, onnxscript 0.7.2 and numpy 2.4.6 on Python 3.11; each fixture carries its versions.
"""

import io
import json
import os
import sys
import warnings

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

warnings.filterwarnings("ignore")
FEATURES, STEPS, ROWS = 6, 5, 24


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(FEATURES, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 1))

    def forward(self, x):
        return self.layers(x)


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.net = kind(FEATURES, 8, 2, batch_first=True, dropout=0.1)
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        return self.head(self.net(x)[0][:, -1])


class AttentionGRU(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.GRU(FEATURES, 8, batch_first=True)
        self.gate = nn.Sequential(nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1, bias=False))
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        states = self.net(x)[0]
        share = torch.softmax(self.gate(states), 1)
        return self.head(torch.cat([(share * states).sum(1), states[:, -1]], 1)).squeeze(-1)


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(FEATURES, 8)
        layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.1, batch_first=True)
        self.net = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        return self.head(self.net(self.embed(x))[:, -1])


class TCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(FEATURES, 8, 2, padding=1, dilation=1)
        self.second = nn.Conv1d(8, 8, 2, padding=2, dilation=2)
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        y = torch.relu(self.first(x.transpose(1, 2)))[:, :, :-1]
        y = torch.relu(self.second(y))[:, :, :-2]
        return self.head(y[:, :, -1])


MODELS = {
    "mlp": (MLP, 2), "lstm": (lambda: Recurrent(nn.LSTM), 3), "gru": (lambda: Recurrent(nn.GRU), 3),
    "attention-gru": (AttentionGRU, 3), "transformer": (Transformer, 3), "tcn": (TCN, 3),
}


def export(model, x, path):
    n = torch.export.Dim("n", min=2)
    program = torch.onnx.export(model, (x,), dynamo=True, input_names=["x"], output_names=["score"], dynamic_shapes=({0: n},), verbose=False)
    program.save(path)
    proto = onnx.load(path)
    for node in proto.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for info in list(proto.graph.input) + list(proto.graph.output) + list(proto.graph.value_info):
        del info.metadata_props[:]
    del proto.graph.value_info[:]
    onnx.save(proto, path)
    return proto


def main(out):
    os.makedirs(out, exist_ok=True)
    versions = {"torch": torch.__version__, "onnx": onnx.__version__, "numpy": numpy.__version__}
    for seed, (name, (make, rank)) in enumerate(MODELS.items()):
        torch.manual_seed(seed)
        model = make().eval()
        shape = (ROWS, FEATURES) if rank == 2 else (ROWS, STEPS, FEATURES)
        x = torch.randn(shape)
        proto = export(model, x, os.path.join(out, name + ".onnx"))
        with torch.no_grad():
            y = model(x).reshape(-1)
        ops = sorted({n.op_type for n in proto.graph.node})
        text = {"model": name, "versions": versions, "operators": ops, "shape": list(shape),
                # float32 values in as few digits as read back to them.
                "input": [float(str(v)) for v in x.reshape(-1).numpy()],
                "output": [float(str(v)) for v in y.numpy()]}
        with open(os.path.join(out, name + ".json"), "w") as file:
            json.dump(text, file)
            file.write("\n")
    for name, content in recorded().items():
        with open(os.path.join(out, name), "wb") as file:
            file.write(content)
    for name, proto in refused().items():
        with open(os.path.join(out, "refused-" + name + ".onnx"), "wb") as file:
            file.write(proto if isinstance(proto, bytes) else proto.SerializeToString())


def recorded():
    """The weights of `mlp` in the forms in which PyTorch keeps a network, and one that only unpickling reads. TorchScript names its
    archive anew each time: two runs differ in that alone."""
    torch.manual_seed(0)
    model = MLP().eval()

    def saved(save, content):
        stream = io.BytesIO()
        save(content, stream)
        return stream.getvalue()

    header, body = {}, b""
    for name, tensor in model.state_dict().items():
        values = tensor.numpy()
        kind = {"float32": "F32", "int64": "I64"}[str(values.dtype)]
        header[name] = {"dtype": kind, "shape": list(values.shape), "data_offsets": [len(body), len(body) + values.nbytes]}
        body += values.tobytes()
    text = json.dumps(header).encode()
    return {
        "mlp.pt": saved(torch.save, model.state_dict()), "mlp.safetensors": len(text).to_bytes(8, "little") + text + body,
        "mlp-script.pt": saved(torch.jit.save, torch.jit.script(model)), "refused-pickle.pt": saved(torch.save, model)}


def refused():
    """Files that are refused, by the reason."""

    def value(name, sizes, kind=TensorProto.FLOAT):
        return helper.make_tensor_value_info(name, kind, sizes)

    def weights(name, values):
        return numpy_helper.from_array(numpy.array(values, dtype=numpy.float32), name)

    def model(nodes, inputs=None, outputs=None, initializers=(), domains=()):
        graph = helper.make_graph(
            nodes, "g", inputs or [value("x", ["n", 2])], outputs or [value("score", ["n", 1])], list(initializers))
        opsets = [helper.make_opsetid("", 20)] + [helper.make_opsetid(domain, 1) for domain in domains]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    ones = weights("w", [[1.0], [1.0]])
    product = helper.make_node("MatMul", ["x", "w"], ["score"])
    external = model([product], initializers=[weights("w", [[1.0], [1.0]])])
    tensor = external.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, text in (("location", "/etc/passwd"), ("offset", "0"), ("length", "8")):
        tensor.external_data.add(key=key, value=text)
    named = model([product], initializers=[ones])
    named.metadata_props.add(key="aistock.features", value='["A","B","C"]')

    def convolution(**attributes):
        """Two channels of five rows, and a window that is wider: onnxruntime 1.32.0 aborts in the slice of a negative axis."""
        nodes = [
            helper.make_node("Conv", ["x", "k"], ["y"], pads=[1, 1], **attributes),
            helper.make_node("Slice", ["y", "first", "last", "axis"], ["z"]), helper.make_node("ReduceMax", ["z", "axes"], ["score"], keepdims=0)]
        numbers = {"first": [0], "last": [-1], "axis": [2], "axes": [1, 2]}
        return model(
            nodes, [value("x", ["n", 2, 5])], [value("score", ["n"])],
            [weights("k", [[[1.0, 1.0], [1.0, 1.0]]])]
            + [numpy_helper.from_array(numpy.array(v, dtype=numpy.int64), k) for k, v in numbers.items()])

    return {
        "external": external,
        "two-inputs": model(
            [helper.make_node("Add", ["x", "y"], ["score"])], [value("x", ["n", 2]), value("y", ["n", 2])],
            [value("score", ["n", 1])]),
        "two-outputs": model(
            [product, helper.make_node("Relu", ["score"], ["other"])],
            outputs=[value("score", ["n", 1]), value("other", ["n", 1])], initializers=[ones]),
        "doubles": model(
            [helper.make_node("MatMul", ["x", "w"], ["score"])], [value("x", ["n", 2], TensorProto.DOUBLE)],
            [value("score", ["n", 1], TensorProto.DOUBLE)],
            [numpy_helper.from_array(numpy.ones((2, 1)), "w")]),
        "two-scores": model(
            [helper.make_node("MatMul", ["x", "w"], ["score"])], outputs=[value("score", ["n", 2])],
            initializers=[weights("w", [[1.0, 1.0], [1.0, 1.0]])]),
        "fixed-rows": model([product], [value("x", [8, 2])], [value("score", [8, 1])], [ones]),
        "rows": model([helper.make_node("ReduceMean", ["x"], ["score"], keepdims=0)], outputs=[value("score", ["m"])]),
        "operator": model([helper.make_node("Frobnicate", ["x"], ["score"])]),
        "domain": model([helper.make_node("Score", ["x"], ["score"], domain="com.example")], domains=["com.example"]),
        "random": model([helper.make_node("RandomNormalLike", ["x"], ["score"])]),
        "not-a-number": model([product], initializers=[weights("w", [[float("nan")], [1.0]])]),
        "names": named, "window": convolution(kernel_shape=[9]), "reach": convolution(dilations=[127]),
    }


main(sys.argv[1])
