

# ---- main ------------------------------------------------------------------------------------------

ANSWERS = ("model.onnx", "training.json", "probe.f32", "probe_scores.f32", "error.json")


def settle(seed):
    """One thread and no operation whose result may change from run to run."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    np.random.seed(seed)
    torch.manual_seed(seed)


def run(job):
    need_torch()
    seed = job.training["seed"] if job.training else 0
    settle(seed)
    result = {
        "schema": SCHEMA, "task": job.task, "seed": job.training and seed, "curve": [], "best_epoch": None, "stopped_early": False, "account": [],
        "parity": None, "onnx": None,
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__}}
    if job.task == "convert":
        network = converted(job)
        probe = drawn_probe(job)
    else:
        network = build(job)
        probe = None
    if job.task == "train":
        np.random.seed(seed)
        torch.manual_seed(seed)
        training = Training(job, network)
        training.run()
        probe = training.probe()
        result.update(curve=training.curve, best_epoch=training.best_epoch, stopped_early=training.stopped_early,
                      account=training.account())
    result.update(parameters=parameter_count(network), weights_digest=weights_digest(network))
    if probe is not None:
        result.update(export(job, network, probe))
    job.answer_json("training.json", result)


def main():
    if len(sys.argv) != 2 or not os.path.isdir(sys.argv[1]):
        sys.stderr.write("usage: trainer.py JOB\n")
        sys.exit(2)
    folder = os.path.realpath(sys.argv[1])
    for name in ANSWERS:
        if os.path.isfile(os.path.join(folder, "out", name)):
            os.unlink(os.path.join(folder, "out", name))
    try:
        run(Job(folder))
    except Refusal as refusal:
        answer_error(folder, refusal)
    except (Exception, SystemExit) as error:
        # The code may ask for an end, too.
        answer_error(folder, Refusal("trainer.memory", error=said(error)) if shortage(error) else Refusal(
            "trainer.failed", error=said(error), trace=traceback.format_exc()))


def answer_error(folder, refusal):
    out = os.path.join(folder, "out")
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "error.json"), "w", encoding="utf-8") as file:
        json.dump({"schema": SCHEMA, "id": refusal.identifier, "detail": refusal.detail}, file, indent=1, sort_keys=True)
        file.write("\n")
    sys.stderr.write("error: %s %s\n" % (refusal.identifier, json.dumps(refusal.detail, sort_keys=True)[:2000]))
    sys.exit(1)


if __name__ == "__main__":
    main()
