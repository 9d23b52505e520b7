

# ---- weights ---------------------------------------------------------------------------------------

SAFETENSORS_TYPES = {"F64": "float64", "F32": "float32", "F16": "float16", "I64": "int64", "I32": "int32", "I16": "int16", "I8": "int8",
                     "U8": "uint8", "BOOL": "bool"}


def read_safetensors(content):
    """The form of safetensors: eight bytes of length, a header in JSON, then the tensors' bytes."""
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + length].decode("utf-8"))
    body, tensors = content[8 + length:], {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, end = entry["data_offsets"]
        kind, shape = np.dtype(SAFETENSORS_TYPES[entry["dtype"]]), entry["shape"]
        if not 0 <= first <= end <= len(body) or end - first != kind.itemsize * int(np.prod(shape)):
            raise ValueError("%s has %d bytes and the shape %r" % (name, end - first, shape))
        tensors[name] = torch.from_numpy(np.frombuffer(body[first:end], kind.newbyteorder("<")).astype(kind).reshape(shape))
    return tensors


def is_torch_script(content):
    """An archive with code is TorchScript; one without is what torch.save writes."""
    try:
        return any("/code/" in name for name in zipfile.ZipFile(io.BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        return False


def converted(job):
    """The network with its weights: built from code and filled, or TorchScript as it is."""
    with open(job.path(job.weights or ""), "rb") as file:
        content = file.read()
    if is_torch_script(content):
        try:
            network = torch.jit.load(io.BytesIO(content), map_location="cpu")
        except Exception as error:
            raise Refusal("trainer.weights-form", file=job.weights, error=said(error))
        check_forward(network, job)
        return network
    tensors = read_tensors(job.weights, content)
    network = build(job)
    own = network.state_dict()
    shapes = {name: [list(own[name].shape), list(tensors[name].shape)] for name in sorted(set(own) & set(tensors))
              if own[name].shape != tensors[name].shape}
    missing, unexpected = sorted(set(own) - set(tensors)), sorted(set(tensors) - set(own))
    if shapes or missing or unexpected:
        raise Refusal("trainer.weights-names", missing=missing, unexpected=unexpected, shapes=shapes)
    network.load_state_dict(tensors)
    return network


def read_tensors(name, content):
    """A table of tensors; nothing that would run code of the file."""
    try:
        if name.endswith(".safetensors"):
            return read_safetensors(content)
        # Old forms of torch.save make it warn before it refuses.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:
        is_pickle = not name.endswith(".safetensors") and (type(error).__name__ == "UnpicklingError" or "pickle" in str(error).lower())
        raise Refusal("trainer.weights-pickle" if is_pickle else "trainer.weights-form", file=name, error=said(error))
    for key in ("state_dict", "model_state_dict"):
        if isinstance(found, dict) and isinstance(found.get(key), dict):
            found = found[key]
    if not isinstance(found, dict) or not found or not all(isinstance(t, torch.Tensor) for t in found.values()):
        raise Refusal("trainer.weights-form", file=name, error="it is no table of tensors")
    return dict(found)


def drawn_probe(job):
    """Rows for weights that come without data: always the same."""
    generator = torch.Generator().manual_seed(0)
    return torch.randn(job.input_shape(PROBE_ROWS), generator=generator)
