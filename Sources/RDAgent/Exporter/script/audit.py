

# ---- static audit ----------------------------------------------------------------------------------
#
# The same list as `aistock rdagent audit` (both read one table), without its look at the data flow; nothing of
# the source is run. It is a courtesy: the wall is the sandbox.

class Unreadable(Exception):
    """The source is no Python that could be judged."""


class AuditedSource:
    """One file: what its code may do, by its syntax tree and a list of what is allowed."""

    DUNDER = re.compile(r"__[A-Za-z0-9_]*[A-Za-z0-9]__")
    CODING = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
    TEXT_METHODS = frozenset((
        "join replace lower upper strip lstrip rstrip title capitalize swapcase decode removeprefix removesuffix translate "
        "casefold format group sub pop get popleft expandtabs zfill ljust rjust center tolist item").split())

    def __init__(self, file, content, local_modules=()):
        self.file, self.local_modules = file, set(local_modules)
        try:
            text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            raise Unreadable("it is no UTF-8: byte %d" % error.start)
        self.lines = text.split("\n")
        self.found, self.fixed = {}, None
        for number, line in enumerate(self.lines[:2], 1):
            match = self.CODING.match(line)
            if match and match.group(1).lower().replace("_", "-") not in ("utf-8", "utf8", "ascii", "us-ascii"):
                self.add(number, "audit.encoding", match.group(1))
            if line.strip() and not line.lstrip().startswith("#"):
                break
        try:
            tree = ast.parse(text)
            self.facts = Facts(tree)
            module = Scope("module")
            module.collect(tree.body)
            module.take(self.facts.global_imports)
            for statement in tree.body:
                self.judge(statement, [module])
                names = []
                if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)):
                    names = bound(statement) + list(imported_names(statement))
                module.steady.update(n for n in names if n not in self.facts.deleted)
                if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    module.steady.add(statement.name)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise Unreadable("line %s: %s" % (getattr(error, "lineno", None) or 1, error))

    def add(self, line, identifier, symbol):
        line = self.fixed or line
        text = self.lines[line - 1].strip() if line <= len(self.lines) else ""
        reason = AUDIT_RULES["reasons"][identifier]
        self.found.setdefault((line, identifier, symbol), {
            "file": self.file, "line": line, "id": identifier, "severity": reason["severity"], "symbol": symbol, "text": text,
            "reason": {"en": reason["en"], "zh": reason["zh"]}, "remedy": reason["remedy"]})

    def findings(self):
        return [self.found[key] for key in sorted(self.found)]

    # -- scopes

    @staticmethod
    def owner(name, scopes):
        for index in range(len(scopes) - 1, -1, -1):
            if scopes[index].kind == "type" and index < len(scopes) - 1:
                continue
            if name in scopes[index].names:
                return scopes[index]
        return None

    def paths(self, node, scopes):
        """Full dotted names that an expression may stand for."""
        if isinstance(node, ast.Name):
            owner = self.owner(node.id, scopes)
            return owner.imports.get(node.id, set()) if owner else set()
        if isinstance(node, ast.Attribute):
            return {path + "." + node.attr for path in self.paths(node.value, scopes)}
        return set()

    def hides(self, name, scopes):
        owner = self.owner(name, scopes)
        return owner is not None and (owner.kind == "function" or (owner.kind == "module" and name in owner.steady))

    # -- the walk

    def judge(self, node, scopes, behind_dot=False, called=False):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return self.imports(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return self.function(node, scopes)
        if isinstance(node, ast.ClassDef):
            return self.type(node, scopes)
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            inner = Scope("function")
            for part in node.generators:
                inner.bind(targets(part.target))
            scopes = scopes + [inner]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, (str, bytes)):
            return None
        elif isinstance(node, ast.Name):
            self.name(node, scopes, behind_dot, called)
        elif isinstance(node, ast.Attribute):
            self.attribute(node.attr, node.value, node.end_lineno, scopes, called)
            if not behind_dot:
                self.bare(self.paths(node, scopes), node.end_lineno)
        elif isinstance(node, ast.Call):
            self.call(node, scopes)
        elif isinstance(node, ast.JoinedStr):
            return self.formatted(node, scopes)
        elif isinstance(node, ast.Constant):
            self.texts([node.value] if isinstance(node.value, str) else [], node.lineno)
        elif type(node).__name__ == "MatchClass":
            allowed = isinstance(node.cls, ast.Name) and node.cls.id in AUDIT_RULES["pattern_types"] and not node.kwd_attrs
            if not allowed:
                self.add(line_of(node.cls), "audit.definition", last_name(node.cls))
        elif type(node).__name__.startswith("Match") and bound(node):
            self.dunder(bound(node)[0], node.lineno)
        for child in ast.iter_child_nodes(node):
            self.judge(child, scopes, isinstance(node, ast.Attribute), isinstance(node, ast.Call) and child is node.func)

    def formatted(self, node, scopes):
        """What stands in a formatted string counts on the line where the string begins."""
        before = self.fixed
        self.fixed = before or node.lineno
        self.texts([v.value if isinstance(v, ast.Constant) else None for v in node.values], node.lineno)
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.judge(value.value, scopes)
                for part in ast.walk(value.format_spec) if value.format_spec is not None else ():
                    if isinstance(part, ast.FormattedValue):
                        self.judge(part.value, scopes)
        self.fixed = before

    def function(self, node, scopes):
        inner = Scope("function")
        inner.bind(p.arg for p in parameters(node))
        is_lambda = isinstance(node, ast.Lambda)
        if is_lambda:
            for part in ast.walk(node.body):
                if isinstance(part, ast.NamedExpr):
                    inner.bind(bound(part))
        else:
            inner.collect(node.body)
            if self.DUNDER.fullmatch(node.name) and node.name not in AUDIT_RULES["permitted_definitions"]:
                self.add(node.lineno, "audit.definition", node.name)
            for decorator in node.decorator_list:
                self.decorator(decorator, scopes)
        for part in node.args.defaults + [d for d in node.args.kw_defaults if d is not None]:
            self.judge(part, scopes)
        for part in [p.annotation for p in parameters(node)] + [getattr(node, "returns", None)]:
            if part is not None:
                self.judge(part, scopes)
        for part in [node.body] if is_lambda else node.body:
            self.judge(part, scopes + [inner])

    def type(self, node, scopes):
        inner = Scope("type")
        inner.collect(node.body)
        line = node.lineno
        for decorator in node.decorator_list:
            self.decorator(decorator, scopes)
        for keyword in node.keywords:
            self.add(line, "audit.definition", keyword.arg or "**")
            self.judge(keyword.value, scopes)
        for base in node.bases:
            if isinstance(base, ast.Starred):
                self.add(line, "audit.definition", "*")
                base = base.value
            self.judge(base, scopes)
        for part in node.body:
            self.judge(part, scopes + [inner])

    def decorator(self, value, scopes):
        self.judge(value, scopes)
        line = value.lineno
        if isinstance(value, ast.Call):
            value = value.func
        paths = self.paths(value, scopes)
        if isinstance(value, ast.Attribute) and value.attr == "setter" and isinstance(value.value, ast.Name):
            return
        if isinstance(value, ast.Name) and value.id in self.facts.functions and not paths:
            return
        known = paths or {value.id if isinstance(value, ast.Name) else ""}
        if not known <= set(AUDIT_RULES["decorators"]):
            self.add(line, "audit.definition", last_name(value) if isinstance(value, (ast.Name, ast.Attribute)) else "@")

    # -- imports

    def imports(self, node):
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.imported(alias.name, node.lineno)
            return
        if node.level:
            if not self.local_modules:
                self.add(node.lineno, "audit.import", "." * node.level + (node.module or ""))
            return
        if not self.imported(node.module, node.lineno):
            return
        for alias in node.names:
            if alias.name == "*":
                self.add(node.lineno, "audit.import", node.module + ".*")
            elif node.module.split(".")[0] in self.local_modules:
                if alias.name.startswith("_"):
                    self.add(node.lineno, "audit.import", node.module + "." + alias.name)
            else:
                self.member(alias.name, node.module, node.lineno)

    def imported(self, module, line):
        """Whether a module is allowed as such."""
        first = module.split(".")[0]
        if first in self.local_modules or module in AUDIT_RULES["modules"]:
            return True
        known = AUDIT_RULES["module_findings"]
        self.add(line, known.get(module) or known.get(first) or "audit.import", module)
        return False

    def member(self, name, module, line):
        """Judges a member of an allowed module."""
        path, members = module + "." + name, AUDIT_RULES["modules"][module]
        if path in AUDIT_RULES["module_findings"]:
            self.add(line, AUDIT_RULES["module_findings"][path], path)
        elif name.startswith("_") or not (name in members or ("A-Z*" in members and name[0].isupper())):
            known = AUDIT_RULES["attributes"].get(name)
            self.add(line, known or "audit.import", name if known else path)

    # -- names

    def bare(self, paths, line):
        """A module that is handed on as a value can be asked for anything."""
        for path in paths:
            if path in AUDIT_RULES["modules"] and path not in self.local_modules:
                self.add(line, "audit.import", path)

    def attribute(self, name, value, line, scopes, called):
        rules, paths = AUDIT_RULES, self.paths(value, scopes)
        modules = sorted(path for path in paths if path in rules["modules"])
        for module in modules:
            self.member(name, module, line)
        if modules:
            if (name in rules["readers"] or name == "HDFStore") and not called:
                self.add(line, "audit.file-read", name)
            owner = self.owner(value.id, scopes) if isinstance(value, ast.Name) else None
            if owner is None or value.id not in owner.others:
                return
        if any(path.split(".")[0] in self.local_modules for path in paths):
            if name.startswith("_"):
                self.add(line, "audit.attribute", name)
            return
        is_name = isinstance(value, ast.Name)
        # A variable, or an object of a class that the file names.
        is_own = is_name or (isinstance(value, ast.Call) and isinstance(value.func, ast.Name))
        if name in rules["attributes"]:
            self.add(line, rules["attributes"][name], name)
        elif self.DUNDER.fullmatch(name):
            if name not in rules["permitted_dunders"]:
                self.add(line, "audit.builtins", name)
        elif name in rules["writers"] or name in rules["text_writers"]:
            if not called:
                self.add(line, "audit.file-write", name)
        elif name in rules["dispatching"] or name in ("eval", "format", "query"):
            if not called:
                self.add(line, "audit.dispatch", name)
        elif name in ("bfill", "backfill"):
            self.add(line, "audit.look-ahead", name)
        elif name.startswith("_"):
            if not (is_name and value.id in ("self", "cls") and name in self.facts.members):
                self.add(line, "audit.attribute", name)
        elif name not in METHODS and not (is_own and name in self.facts.members):
            self.add(line, "audit.attribute", name)

    def dunder(self, name, line):
        """Whether the name is one of Python's own inner ones."""
        if not self.DUNDER.fullmatch(name):
            return False
        if name in AUDIT_RULES["names"]:
            self.add(line, AUDIT_RULES["names"][name], name)
        elif name not in AUDIT_RULES["permitted_dunders"] and name not in AUDIT_RULES["permitted_definitions"]:
            self.add(line, "audit.builtins", name)
        return True

    def name(self, node, scopes, behind_dot, called):
        name = node.id
        if self.dunder(name, node.lineno):
            return
        paths = self.paths(node, scopes)
        if not behind_dot:
            self.bare(paths, node.lineno)
        if self.hides(name, scopes) or paths or not isinstance(node.ctx, ast.Load):
            return
        if name in AUDIT_RULES["refused_builtins"]:
            self.add(node.lineno, AUDIT_RULES["names"].get(name, "audit.builtins"), name)
        elif not called:
            if name == "open":
                self.add(node.lineno, "audit.file-read", name)
            if name in ("getattr", "setattr", "type") and id(node) not in self.facts.annotated:
                self.add(node.lineno, "audit.builtins", name)

    def texts(self, parts, line):
        if parts and parts[0] is not None:
            for scheme in AUDIT_RULES["schemes"]:
                if parts[0].lower().startswith(scheme):
                    self.add(line, "audit.network", scheme)
        for part in parts:
            for found in self.DUNDER.findall(part or ""):
                if found not in AUDIT_RULES["permitted_dunders"]:
                    self.add(line, "audit.builtins", found)

    # -- calls

    def call(self, node, scopes):
        function, line = node.func, line_of(node)
        for keyword in node.keywords:
            if keyword.arg is None:
                continue
            if keyword.arg in AUDIT_RULES["refused_keywords"] and not is_false(keyword.value):
                self.add(line, AUDIT_RULES["refused_keywords"][keyword.arg], keyword.arg)
            if keyword.arg == "aggfunc":
                self.dispatch(keyword.value, "aggfunc", line)
            if literal(keyword.value) in AUDIT_RULES["look_ahead_words"].get(keyword.arg, ()):
                self.add(line, "audit.look-ahead", literal(keyword.value))
        is_method, paths = isinstance(function, ast.Attribute), self.paths(function, scopes)
        if not is_method and (not isinstance(function, ast.Name) or (self.hides(function.id, scopes) and not paths)):
            return
        words = {path.split(".")[-1] for path in paths}
        if is_method or not paths:
            words.add(last_name(function))
        for word in sorted(words):
            self.called(node, word, line, scopes, is_method, bool(paths))

    def called(self, node, name, line, scopes, is_method, is_module):
        rules = AUDIT_RULES
        if name in rules["readers"] and (not is_method or is_module or name == "open"):
            self.read(node, name, line)
        if name in rules["writers"] or name in rules["text_writers"]:
            self.written(node, name, line)
        if name in rules["dispatching"] and is_method:
            self.dispatching(node, name, line, is_module)
        if not is_method or is_module:
            self.builtin(node, name, line, scopes)
        if is_method:
            self.textual(node, name, line)
        if name in rules["look_ahead_periods"]:
            place, word = rules["look_ahead_periods"][name]
            value = named(node, word) or positional(node, place)
            if value is not None and self.is_negative(value):
                self.add(line, "audit.look-ahead", name)
        if name == "rolling" and named(node, "center") is not None and not is_false(named(node, "center")):
            self.add(line, "audit.look-ahead", "center")
        if name == "FixedForwardWindowIndexer" or (name == "interpolate" and is_method and not is_module):
            self.add(line, "audit.look-ahead", name)

    def builtin(self, node, name, line, scopes):
        if name in ("getattr", "setattr", "hasattr"):
            text = literal(positional(node, 1))
            if is_spread(node) or text is None:
                self.add(line, "audit.builtins", name)
            else:
                self.attribute(text, node.args[0], line, scopes, False)
        elif name == "type":
            if len(node.args) + len(node.keywords) != 1 or is_spread(node):
                self.add(line, "audit.builtins", name)
        elif name in ("pivot_table", "crosstab", "NamedAgg"):
            value = positional(node, 1 if name == "NamedAgg" else 4)
            if value is not None:
                self.dispatch(value, name, line)
            if is_spread(node):
                self.add(line, "audit.dispatch", name)
        elif name == "print" and any(k.arg is None for k in node.keywords):
            self.add(line, "audit.file-write", name)

    def textual(self, node, name, line):
        """Methods whose text is a small language."""
        if name == "eval":
            if node.args or node.keywords:
                self.add(line, "audit.eval", name)
        elif name == "query":
            text = literal(positional(node, 0) or named(node, "expr"))
            if is_spread(node) or text is None or set(text) & set("@(_"):
                self.add(line, "audit.eval", name)
        elif name == "format":
            text = literal(node.func.value)
            if text is None or not self.is_plain(text):
                self.add(line, "audit.builtins", name)
        elif name == "pivot_table":
            if positional(node, 3) is not None:
                self.dispatch(positional(node, 3), name, line)
            if is_spread(node):
                self.add(line, "audit.dispatch", name)

    @staticmethod
    def is_plain(text):
        """Whether the places of a format name arguments only, and nothing of them."""
        is_field = False
        for character in text:
            if character == "{":
                is_field = True
            elif character in "}:!":
                is_field = False
            elif character in ".[" and is_field:
                return False
        return True

    # -- methods by name

    def dispatching(self, node, name, line, is_unbound):
        if is_spread(node):
            self.add(line, "audit.dispatch", name)
        for place, argument in enumerate(node.args):
            if (is_unbound or place == 0) and not isinstance(argument, ast.Starred):
                self.dispatch(argument, name, line)
        for keyword in node.keywords:
            if keyword.arg is not None and (name in ("agg", "aggregate") or keyword.arg == "func"):
                self.dispatch(keyword.value, name, line)

    def dispatch(self, node, name, line):
        """Texts are names of methods: all of them must be seen and be on the list."""
        if not self.facts.all(node, lambda inner: self.accepts(inner, 0)):
            self.add(line, "audit.dispatch", literal(node) or name)

    def accepts(self, node, depth):
        if depth >= 8:
            return False
        def inner(part):
            return self.facts.all(part, lambda deeper: self.accepts(deeper, depth + 1), depth + 1)
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            return node.value in AUDIT_RULES["dispatched"]
        if isinstance(node, ast.JoinedStr):
            return False
        if isinstance(node, (ast.List, ast.Set)):
            return all(inner(part) for part in node.elts)
        if isinstance(node, ast.Tuple):
            return all(inner(part) for part in node.elts[-1:])
        if isinstance(node, ast.Dict):
            return None not in node.keys and all(inner(value) for value in node.values)
        if isinstance(node, (ast.BinOp, ast.BoolOp, ast.Compare, ast.UnaryOp)):
            return not self.may_be_text(node)
        if isinstance(node, ast.Subscript):
            return isinstance(node.value, (ast.Name, ast.Attribute)) and self.is_frame(node)
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute) and function.attr in self.TEXT_METHODS:
                return False
            return not (isinstance(function, (ast.Name, ast.Attribute)) and
                        last_name(function) in ("str", "chr", "repr", "bytes", "next", "min", "max"))
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Await, ast.Yield, ast.YieldFrom)):
            return False
        return None

    def may_be_text(self, node):
        for part in ast.walk(node):
            if isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and isinstance(part.value, (str, bytes))):
                return True
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in self.TEXT_METHODS:
                return True
            if isinstance(part, ast.Name) and any(is_text(value) for value in self.facts.values.get(part.id, ())):
                return True
        return False

    def is_frame(self, node):
        """Columns of a frame, and not one of a list of texts."""
        if not isinstance(node.value, ast.Name):
            return True
        collections = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
        return not any(isinstance(value, collections) or is_text(value) or self.may_be_text(value)
                       for value in self.facts.values.get(node.value.id, ()))

    # -- files

    def read(self, node, name, line):
        if name == "open":
            mode = named(node, "mode") or positional(node, 1)
            if is_spread(node) or (mode is not None and (literal(mode) is None or set(literal(mode)) & set("wax+"))):
                self.add(line, "audit.file-write", name)
                return
        found = [named(node, word) for word in ("path_or_buf", "path", "filepath_or_buffer", "file")]
        target = next((value for value in found if value is not None), None) or positional(node, 0)
        if is_spread(node) or target is None or not self.is_file(target, AUDIT_RULES["permitted_inputs"]):
            self.add(line, "audit.file-read", name)

    def written(self, node, name, line):
        target = named(node, "path_or_buf") or named(node, "path") or named(node, "buf") or positional(node, 0)
        if not is_spread(node):
            if target is None and name in AUDIT_RULES["text_writers"]:
                return
            if target is not None and name in ("to_hdf", "HDFStore") and \
                    self.is_file(target, AUDIT_RULES["permitted_outputs"]):
                return
            mode = named(node, "mode") or positional(node, 1)
            if name == "HDFStore" and literal(mode) == "r" and target is not None and \
                    self.is_file(target, AUDIT_RULES["permitted_inputs"]):
                return
        self.add(line, "audit.file-write", name)

    def is_file(self, node, names, depth=0):
        """Whether an expression surely names one of these files in the working folder."""
        if depth >= 6:
            return False
        text = literal(node)
        if text is not None:
            return (text[2:] if text.startswith("./") else text) in names
        if isinstance(node, ast.Name):
            values = self.facts.values.get(node.id, [])
            return node.id not in self.facts.parameters and 0 < len(values) < 20 and \
                all(self.is_file(value, names, depth + 1) for value in values)
        if isinstance(node, ast.Call):
            if is_spread(node) or not node.args or not isinstance(node.func, (ast.Name, ast.Attribute)) or \
                    last_name(node.func) not in ("Path", "join", "str"):
                return False
            return all(is_own_folder(a) for a in node.args[:-1]) and self.is_file(node.args[-1], names, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return is_own_folder(node.left) and self.is_file(node.right, names, depth + 1)
        return False

    def is_negative(self, node):
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.op, ast.USub) or self.is_negative(node.operand)
        if isinstance(node, (ast.BinOp, ast.Compare)):
            return self.is_negative(node.left)
        if isinstance(node, ast.BoolOp):
            return self.is_negative(node.values[0])
        if isinstance(node, ast.IfExp):
            return self.is_negative(node.body) or self.is_negative(node.orelse)
        return isinstance(node, ast.Name) and any(
            isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub) and isinstance(value.operand, ast.Constant)
            for value in self.facts.values.get(node.id, ()))


def is_text(node):
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))


def is_own_folder(node):
    """The folder of the code or the working folder."""
    own = False
    for part in ast.walk(node):
        text = literal(part)
        if text not in (None, "", "."):
            return False
        word = last_name(part) if isinstance(part, (ast.Name, ast.Attribute)) else None
        own = own or text == "." or word in ("__file__", "getcwd", "cwd", "curdir")
    return own


METHODS = frozenset(AUDIT_RULES["methods"])
