

# ---- risk data -------------------------------------------------------------------------------------

def risk_steps(root):
    """The tables of each day's folder (20240102), each with the CSV that it becomes."""
    steps = []
    for day in sorted(os.listdir(root)):
        folder = os.path.join(root, day)
        if not re.fullmatch(r"[0-9]{8}", day) or not os.path.isdir(folder):
            continue
        for name in sorted(os.listdir(folder)):
            stem, kind = os.path.splitext(name)
            if kind in (".pkl", ".h5") and os.path.isfile(os.path.join(folder, name)):
                steps.append((os.path.join(day, stem + ".csv"), os.path.join(folder, name), "risk"))
    return steps


def command_risk(words):
    parser = argparse.ArgumentParser(
        prog="export_recorder.py risk", description="The risk data of EnhancedIndexingStrategy (riskmodel_root) as CSV, day by day.",
        epilog="The files are opened in a sandbox, as pickles run code. risk.json beside the days says which.")
    parser.add_argument("root", help="the folder that holds a folder a day")
    parser.add_argument("--output", help="default: the folder itself")
    parser.add_argument("--force", action="store_true", help="replace files that have other content")
    sandbox_options(parser)
    options = parser.parse_args(words)
    if not os.path.isdir(options.root):
        fail(3, "%s: there is no such folder" % options.root)
    need_pandas()
    output = os.path.abspath(options.output or options.root)
    steps, export, unpickling = risk_steps(options.root), Export(output, options.force), Unpickling(options)
    if not steps:
        fail(3, "%s: no folder of a day holds a pickle or an h5 file" % options.root)
    export.attempt(unpickling, steps)
    document = {"schema": SCHEMA, "versions": versions(), "sandbox": unpickling.sandbox.json(), "files": export.files,
                "kept": export.kept, "not_found": export.missing}
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    Export(output, True).write("risk.json", text.encode("utf-8"))
    for entry in export.kept + export.missing:
        sys.stderr.write("left out: %(file)s: %(why)s\n" % entry)
    sys.stderr.write("sandbox: %s\n" % unpickling.sandbox.words())
    print("%d files written to %s; left out: %d" % (len(export.files), output, len(export.kept) + len(export.missing)))
    if export.missing or not export.files + export.kept:
        sys.exit(1)
