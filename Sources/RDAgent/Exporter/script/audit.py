

# ---- static audit ----------------------------------------------------------------------------------
#
# The same rules as `aistock rdagent audit` (both read one table); nothing of the source is run.

class Unreadable(Exception):
    """The source is no Python that could be judged."""


class AuditedSource(ast.NodeVisitor):
    """One file: what its code may do, by its syntax tree."""

    DUNDER = re.compile(r"__[A-Za-z0-9_]*[A-Za-z0-9]__")
    CODING = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")

    def __init__(self, file, content, local_modules=()):
        self.file, self.local_modules = file, set(local_modules)
        try:
            text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            raise Unreadable("it is no UTF-8: byte %d" % error.start)
        self.lines = text.split("\n")
        self.found = {}
        for number, line in enumerate(self.lines[:2], 1):
            match = self.CODING.match(line)
            if match and match.group(1).lower().replace("_", "-") not in ("utf-8", "utf8", "ascii", "us-ascii"):
                self.add(number, "audit.encoding", match.group(1))
            if line.strip() and not line.lstrip().startswith("#"):
                break
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise Unreadable("line %s: %s" % (getattr(error, "lineno", None) or 1, error))
        self.aliases, self.negatives, self.called, self.bare, self.silent = {}, set(), set(), set(), set()
        self.line = None
        for node in ast.walk(tree):
            self.prepare(node)
        self.walk(tree)

    def add(self, line, identifier, symbol):
        text = self.lines[line - 1].strip() if line <= len(self.lines) else ""
        self.found.setdefault((line, identifier, symbol), {
            "file": self.file, "line": line, "id": identifier, "symbol": symbol, "text": text,
            "reason": AUDIT_RULES["reasons"][identifier]})

    def findings(self):
        return [self.found[key] for key in sorted(self.found)]

    # -- what names stand for

    def prepare(self, node):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                self.aliases.setdefault(name, set()).add(alias.name if alias.asname else name)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                self.aliases.setdefault(alias.asname or alias.name, set()).add(node.module + "." + alias.name)
        elif isinstance(node, ast.Call):
            self.called.add(id(node.func))
        elif isinstance(node, ast.Attribute):
            self.bare.add(id(node.value))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            self.silent.add(id(node.value))
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = node.value
            if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub) and isinstance(value.operand, ast.Constant):
                self.negatives.add(node.targets[0].id)

    def paths(self, node):
        """Full dotted names that a chain of names and attributes may stand for."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return set()
        return {".".join([start] + parts[::-1]) for start in self.aliases.get(node.id, ())}

    # -- the walk

    def walk(self, node):
        """In source order; what stands in a formatted string counts on the line where the string begins."""
        todo = [(node, None)]
        while todo:
            node, line = todo.pop()
            if isinstance(node, ast.JoinedStr):
                line = line or node.lineno
                self.literal([v.value if isinstance(v, ast.Constant) else None for v in node.values], line)
                for value in node.values:
                    if isinstance(value, ast.FormattedValue):
                        todo.append((value.value, line))
                        if value.format_spec is not None:
                            todo.extend((v.value, line) for v in ast.walk(value.format_spec)
                                        if isinstance(v, ast.FormattedValue))
                continue
            self.line = line
            method = getattr(self, "look_" + type(node).__name__, None)
            if method:
                method(node)
            todo.extend((child, line) for child in ast.iter_child_nodes(node))

    def look_Import(self, node):
        for alias in node.names:
            self.imported(alias.name, node)

    def look_ImportFrom(self, node):
        if node.level:
            if not self.local_modules:
                self.add(node.lineno, "audit.import", "." * node.level + (node.module or ""))
            return
        if not self.imported(node.module, node):
            return
        for alias in node.names:
            if alias.name == "*":
                self.add(node.lineno, "audit.import", node.module + ".*")
            else:
                self.member(alias.name, {node.module + "." + alias.name}, node.lineno)

    def imported(self, module, node):
        """Whether the module is allowed as such."""
        parts = module.split(".")
        if parts[0] in self.local_modules:
            return True
        if parts[0] not in AUDIT_RULES["allowed_modules"]:
            self.add(node.lineno, AUDIT_RULES["module_findings"].get(parts[0], "audit.import"), module)
            return False
        for count in range(2, len(parts) + 1):
            self.member(parts[count - 1], {".".join(parts[:count])}, node.lineno)
        return True

    def member(self, name, paths, line):
        """Judges one name behind a dot, or one that is imported from a module."""
        for path in sorted(paths):
            found = AUDIT_RULES["module_findings"].get(path) or AUDIT_RULES["qualified"].get(path)
            if found:
                self.add(line, found, path)
            module, _, rest = path.partition(".")
            allowed = AUDIT_RULES["partly_allowed_modules"].get(module)
            if allowed is not None and rest == name and name not in allowed and name not in AUDIT_RULES["attributes"]:
                self.add(line, "audit.import", path)
        found = AUDIT_RULES["attributes"].get(name)
        if found:
            self.add(line, found, name)
        if name in AUDIT_RULES["hidden_modules"] and name not in AUDIT_RULES["attributes"]:
            self.add(line, "audit.import", name)
        if self.is_forbidden_dunder(name):
            self.add(line, "audit.builtins", name)

    @classmethod
    def is_forbidden_dunder(cls, name):
        return cls.DUNDER.fullmatch(name) is not None and name not in AUDIT_RULES["permitted_dunders"]

    def look_Name(self, node):
        self.name(node.id, self.line or node.lineno, id(node) in self.called)
        if id(node) not in self.bare:
            for path in sorted(self.aliases.get(node.id, ())):
                if path in AUDIT_RULES["partly_allowed_modules"]:
                    self.add(self.line or node.lineno, "audit.import", path)

    def name(self, name, line, called):
        found = AUDIT_RULES["names"].get(name)
        if found:
            self.add(line, found, name)
        elif self.is_forbidden_dunder(name):
            self.add(line, "audit.builtins", name)
        if not called and (name == "open" or name in AUDIT_RULES["reflection"]):
            self.add(line, "audit.file-write" if name == "open" else "audit.builtins", name)

    def look_Global(self, node):
        for name in node.names:
            self.name(name, self.line or node.lineno, False)

    look_Nonlocal = look_Global

    def look_ExceptHandler(self, node):
        if node.name:
            self.name(node.name, node.lineno, False)

    def look_Attribute(self, node):
        line = self.line or node.end_lineno
        self.member(node.attr, self.paths(node), line)
        called = id(node) in self.called
        if not called and node.attr in AUDIT_RULES["writers"] + AUDIT_RULES["text_writers"]:
            self.add(line, "audit.file-write", node.attr)

    def look_Constant(self, node):
        if isinstance(node.value, str) and id(node) not in self.silent:
            self.literal([node.value], self.line or node.lineno)

    def literal(self, parts, line):
        """A text in the code; None stands for a formatted value."""
        if isinstance(parts[0] if parts else None, str):
            for scheme in AUDIT_RULES["schemes"]:
                if parts[0].lower().startswith(scheme):
                    self.add(line, "audit.network", scheme)
        for part in parts:
            for match in self.DUNDER.findall(part or ""):
                if match not in AUDIT_RULES["permitted_dunders"]:
                    self.add(line, "audit.builtins", match)

    # -- calls

    def look_Call(self, node):
        function = node.func
        if isinstance(function, ast.Attribute):
            name, line, names = function.attr, self.line or function.end_lineno, {function.attr}
        elif isinstance(function, ast.Name):
            name, line = function.id, self.line or function.lineno
            names = {path.rpartition(".")[2] for path in self.aliases.get(name, ())} | {name}
        else:
            name, line, names = "()", self.line or function.end_lineno, set()
        keywords = {k.arg: k.value for k in node.keywords if k.arg}
        is_method = isinstance(function, ast.Attribute)
        for word in sorted(names):
            self.call(word, node.args, keywords, line, is_method)
        for keyword, value in sorted(keywords.items()):
            if keyword == "allow_pickle" and not self.is_false(value):
                self.add(line, "audit.pickle", "allow_pickle")
            text = self.text(value)
            if text is not None and text in AUDIT_RULES["look_ahead_words"].get(keyword, ()):
                self.add(line, "audit.look-ahead", text)

    def call(self, name, arguments, keywords, line, is_method):
        found = AUDIT_RULES["calls"].get(name)
        if found:
            self.add(line, found, name)
        if name == "open":
            self.opened(arguments, keywords, line, is_method)
        place = AUDIT_RULES["reflection"].get(name)
        if place is not None:
            text = self.text(arguments[place]) if place < len(arguments) else None
            if text is None:
                self.add(line, "audit.builtins", name)
            else:
                self.member(text, set(), line)
                if text in AUDIT_RULES["names"]:
                    self.add(line, AUDIT_RULES["names"][text], text)
                if text in AUDIT_RULES["writers"] + AUDIT_RULES["text_writers"]:
                    self.add(line, "audit.file-write", text)
        if name == "eval" and is_method and (arguments or keywords):
            self.add(line, "audit.eval", name)
        if name == "query" and is_method:
            text = self.text(arguments[0]) if arguments else self.text(keywords.get("expr"))
            if text is None or "@" in text:
                self.add(line, "audit.eval", name)
        if name in AUDIT_RULES["writers"] or name in AUDIT_RULES["text_writers"]:
            self.written(name, arguments, keywords, line)
        if name in AUDIT_RULES["look_ahead_periods"]:
            place, word = AUDIT_RULES["look_ahead_periods"][name]
            value = keywords.get(word, arguments[place] if place < len(arguments) else None)
            if value is not None and self.is_negative(value):
                self.add(line, "audit.look-ahead", name)
        if name == "rolling" and "center" in keywords and not self.is_false(keywords["center"]):
            self.add(line, "audit.look-ahead", "center")

    def opened(self, arguments, keywords, line, is_method):
        """`open`: reading is allowed; as a method the mode may stand first."""
        mode = keywords.get("mode")
        if mode is None and is_method and arguments:
            text = self.text(arguments[0])
            if text is not None and text and set(text) <= set("rwaxbtU+"):
                mode = arguments[0]
        if mode is None and len(arguments) > 1:
            mode = arguments[1]
        if mode is None:
            return
        text = self.text(mode)
        if text is None or set(text) & set("wax+"):
            self.add(line, "audit.file-write", "open")

    def written(self, name, arguments, keywords, line):
        target = keywords.get("path_or_buf", keywords.get("path", keywords.get("buf")))
        if target is None and arguments:
            target = arguments[0]
        if target is None and name in AUDIT_RULES["text_writers"]:
            return
        if target is not None and self.text(target) in AUDIT_RULES["permitted_outputs"] and \
                name in ("to_hdf", "HDFStore"):
            return
        mode = keywords.get("mode", arguments[1] if len(arguments) > 1 else None)
        if name == "HDFStore" and mode is not None and self.text(mode) == "r":
            return
        self.add(line, "audit.file-write", name)

    @staticmethod
    def text(node):
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None

    @staticmethod
    def is_false(node):
        return isinstance(node, ast.Constant) and node.value is False

    def is_negative(self, node):
        """Whether the expression begins with a minus, or is a name that is given a negative number."""
        if isinstance(node, ast.Name):
            return node.id in self.negatives
        while True:
            if isinstance(node, ast.UnaryOp):
                return isinstance(node.op, ast.USub)
            for field in ("left", "value", "func", "body"):
                child = getattr(node, field, None)
                if isinstance(child, ast.AST) and not isinstance(node, (ast.Lambda, ast.Await, ast.Starred, ast.NamedExpr)):
                    node = child
                    break
            else:
                parts = getattr(node, "values", None) or getattr(node, "elts", None)
                if isinstance(node, (ast.BoolOp, ast.Tuple)) and parts:
                    node = parts[0]
                else:
                    return False


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
            print("%(file)s:%(line)d: %(id)s: %(symbol)s: %(english)s\n  %(text)s" % dict(entry, english=entry["reason"]["en"]))
        if not found:
            print("clean")
    sys.exit(1 if found else 0)
