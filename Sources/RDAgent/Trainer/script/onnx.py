

# ---- ONNX ------------------------------------------------------------------------------------------
#
# The exporter that traces: it is in torch from 1.13 on and writes one file. It is asked to do without the package onnx,
# which it only needs for functions of its own that no network here has.

def without_onnx_package():
    try:
        import onnx  # noqa: F401
    except ImportError:
        for name in ("torch.onnx._internal.torchscript_exporter.onnx_proto_utils", "torch.onnx._internal.onnx_proto_utils"):
            try:
                module = __import__(name, fromlist=["_"])
            except ImportError:
                continue
            module._add_onnxscript_fn = lambda model_bytes, custom_opsets: model_bytes


def as_onnx(network, sample):
    without_onnx_package()
    parameters = dict(opset_version=OPSET, input_names=["x"], output_names=["score"],
                      dynamic_axes={"x": {0: "n"}, "score": {0: "n"}})
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        parameters["dynamo"] = False
    content = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(network, (sample,), content, **parameters)
    except Exception as error:
        if shortage(error):
            raise
        operator = re.search(r"operator '?([A-Za-z0-9_]+::[A-Za-z0-9_]+)'?", str(error))
        if operator:
            raise Refusal("trainer.onnx-operator", operator=operator.group(1))
        raise Refusal("trainer.onnx", error=said(error))
    return content.getvalue()


def no_fast_path(network):
    """The exporter does not know the fused transformer layers that torch takes in inference."""
    if hasattr(torch.backends, "mha"):
        torch.backends.mha.set_fastpath_enabled(False)
    for part in network.modules():
        if isinstance(part, torch.nn.TransformerEncoderLayer):
            part.activation_relu_or_gelu = 0


def parity(network, content, probe, scores):
    """ONNX beside PyTorch on batches of several sizes; without onnxruntime the trace that ONNX was made of."""
    sizes = [1, 7, len(probe) - 8] if len(probe) > 8 else [1, len(probe) - 1] if len(probe) > 1 else [1]
    try:
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        by = "onnxruntime " + onnxruntime.__version__
        def run(rows):
            return session.run(None, {"x": rows.numpy()})[0]
    except ImportError:
        by = "torch.jit.trace"
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            traced = torch.jit.trace(network, probe[:3], check_trace=False)
        def run(rows):
            with torch.no_grad():
                return traced(rows).numpy()
    parts, first = [], 0
    for size in sizes:
        try:
            parts.append(run(probe[first:first + size]).reshape(-1))
        except Exception as error:
            raise Refusal("trainer.onnx", error="a batch of %d rows: %s" % (size, said(error)))
        first += size
    own = np.concatenate(parts)
    if own.shape != scores.shape:
        raise Refusal("trainer.onnx", error="%d scores for %d rows" % (len(own), len(scores)))
    difference = float(np.max(np.abs(own.astype(np.float64) - scores)))
    if not difference <= PARITY_TOLERANCE * max(1.0, float(np.max(np.abs(scores)))):
        raise Refusal("trainer.parity", difference=difference, tolerance=PARITY_TOLERANCE)
    return {"rows": len(probe), "max_abs_difference": difference, "by": by}


def export(job, network, probe):
    """Writes the model and the probe; returns what training.json says of them."""
    network.eval()
    with torch.no_grad():
        scores = network(probe).reshape(-1).numpy().astype(np.float32)
    no_fast_path(network)
    content = as_onnx(network, probe[:3])
    found = parity(network, content, probe, scores)
    job.answer("model.onnx", content)
    job.answer("probe.f32", probe.numpy().astype("<f4").tobytes())
    job.answer("probe_scores.f32", scores.astype("<f4").tobytes())
    return {"parity": found, "onnx": {"opset": OPSET, "digest": hashlib.sha256(content).hexdigest()}}
