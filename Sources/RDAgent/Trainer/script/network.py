

# ---- the network -----------------------------------------------------------------------------------

def refusals(content, name):
    """What the audit refuses in the code of a network; what it only notes, such as drawn numbers, is no matter here."""
    try:
        source = AuditedSource(name, content)
        tree = ast.parse(content)
    except (Unreadable, SyntaxError, ValueError) as error:
        raise Refusal("trainer.code", findings=[{"line": getattr(error, "lineno", None) or 1, "id": "audit.unreadable", "symbol": said(error)}])
    found = {(f["line"], f["id"], f["symbol"]) for f in source.findings() if f["severity"] == "refused"}
    for node in ast.walk(tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else \
            [node.module or "."] if isinstance(node, ast.ImportFrom) else []
        found.update((node.lineno, "audit.import", module) for module in modules if module not in AUDIT_RULES["network_modules"])
    return [{"line": line, "id": identifier, "symbol": symbol} for line, identifier, symbol in sorted(found)]


def network_maker(job):
    """The class, or the function that builds one, that the code names; after the audit."""
    if job.code is None:
        raise Refusal("trainer.job", field="code", reason="it is None")
    with open(job.path(job.code), "rb") as file:
        content = file.read()
    found = refusals(content, job.code)
    if found:
        raise Refusal("trainer.code", findings=found)
    module = types.ModuleType("model")
    sys.modules["model"] = module
    try:
        exec(compile(content, job.code, "exec", dont_inherit=True), module.__dict__)
    except Exception as error:
        if shortage(error):
            raise
        raise Refusal("trainer.code-failed", error=said(error))
    entry = getattr(module, job.entry, None)
    if not callable(entry):
        raise Refusal("trainer.entry", entry=job.entry)
    return entry


def build(job):
    entry = network_maker(job)
    try:
        inspect.signature(entry).bind(**job.kwargs)
    except TypeError as error:
        raise Refusal("trainer.arguments", error=said(error))
    try:
        network = entry(**job.kwargs)
    except Exception as error:
        if shortage(error):
            raise
        raise Refusal("trainer.code-failed", error=said(error))
    if not isinstance(network, torch.nn.Module):
        raise Refusal("trainer.entry", entry=job.entry)
    check_forward(network, job)
    return network


def check_forward(network, job):
    """Width of the input and shape of the output; neither the network's state nor the generator's moves."""
    drawn, state = torch.get_rng_state(), copy.deepcopy(network.state_dict())
    try:
        with torch.no_grad():
            scores = network.eval()(torch.zeros(job.input_shape(3)))
    except Exception as error:
        if shortage(error):
            raise
        if re.search(r"shape|size|dimension|channels|expected", str(error)) and isinstance(error, (RuntimeError, ValueError)):
            raise Refusal("trainer.input-width", features=len(job.features), error=said(error))
        raise Refusal("trainer.forward", error=said(error))
    finally:
        torch.set_rng_state(drawn)
        network.load_state_dict(state)
    shape = tuple(scores.shape) if isinstance(scores, torch.Tensor) else None
    if shape not in ((3,), (3, 1)):
        raise Refusal("trainer.output-shape", shape=list(shape) if shape is not None else type(scores).__name__)


def parameter_count(network):
    return sum(p.numel() for p in network.parameters())


def weights_digest(network):
    """SHA-256 of all tensors of the network's state in their order, as little-endian bytes."""
    digest = hashlib.sha256()
    for tensor in network.state_dict().values():
        digest.update(np.ascontiguousarray(tensor.numpy()).tobytes())
    return digest.hexdigest()
