

# ---- audit of files and folders --------------------------------------------------------------------

def audit_paths(path):
    """(name, absolute path) of every Python file of a file or folder, sorted by name."""
    if os.path.isfile(path):
        return [(path, path)]
    found = []
    for folder, names, files in os.walk(path):
        names[:] = sorted(n for n in names if not n.startswith(".") and n != "__pycache__")
        found.extend(os.path.join(folder, name) for name in files if name.endswith(".py"))
    return sorted((p, p) for p in found)


def local_modules(path):
    """Modules that the folder itself has: they are judged too."""
    if not os.path.isdir(path):
        return set()
    names = {os.path.basename(os.path.abspath(path))} if os.path.isfile(os.path.join(path, "__init__.py")) else set()
    for name in os.listdir(path):
        if name.endswith(".py") and name != "__init__.py":
            names.add(name[:-3])
        elif any(files for files in audit_paths(os.path.join(path, name)) if os.path.isdir(os.path.join(path, name))):
            names.add(name)
    return names


def audit(path):
    """Findings of a file or folder; raises Unreadable with the file."""
    files, known, found = audit_paths(path), local_modules(path), []
    if not files:
        raise Unreadable("%s: there is no Python file" % path)
    for name, place in files:
        with open(place, "rb") as file:
            content = file.read()
        try:
            found += AuditedSource(name, content, known).findings()
        except Unreadable as error:
            raise Unreadable("%s: %s" % (name, error))
    return found


def command_audit(arguments):
    parser = argparse.ArgumentParser(prog="export_recorder.py audit", description="Judges Python without running it.")
    parser.add_argument("path", help="a Python file, or a folder of them")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        found = audit(options.path)
    except (Unreadable, OSError) as error:
        fail(3, str(error))
    if options.json:
        print(json.dumps({"schema": 1, "files": [name for name, _ in audit_paths(options.path)], "findings": found},
                         indent=2, sort_keys=True, ensure_ascii=False))
    else:
        for entry in found:
            print("%(file)s:%(line)d: %(id)s: %(symbol)s: %(english)s\n  %(text)s\n  %(remedy)s" % dict(
                entry, english=entry["reason"]["en"], remedy=entry["remedy"]["en"]))
        print("%d findings." % len(found) if found else "No finding. This is no proof.")
        print("The audit is a courtesy. Run foreign code only in the sandbox.")
    sys.exit(1 if found else 0)
