

# ---- names of a file of Python ---------------------------------------------------------------------

class Scope:
    """What a block of Python binds: a file, a function, a class or a comprehension."""

    def __init__(self, kind):
        self.kind, self.names, self.imports, self.others, self.steady = kind, set(), {}, set(), set()

    def bind(self, names):
        self.names.update(names)
        self.others.update(names)

    def collect(self, nodes):
        """Everything that statements bind, without entering functions and classes."""
        elsewhere, todo = set(), list(nodes)
        while todo:
            node = todo.pop()
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.bind([node.name])
                todo += node.decorator_list + ([k.value for k in node.keywords] if isinstance(node, ast.ClassDef) else [])
                continue
            if isinstance(node, ast.Lambda):
                continue
            if isinstance(node, (ast.Global, ast.Nonlocal)):
                elsewhere.update(node.names)
                continue
            self.bind(bound(node))
            self.take(imported_names(node))
            todo += list(ast.iter_child_nodes(node))
        self.names -= elsewhere
        for name in elsewhere:
            self.imports.pop(name, None)

    def take(self, imports):
        for name, paths in imports.items():
            self.imports.setdefault(name, set()).update(paths)
            self.names.add(name)


def targets(node):
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, (ast.Tuple, ast.List)):
        return [name for part in node.elts for name in targets(part)]
    return targets(node.value) if isinstance(node, ast.Starred) else []


def bound(node):
    """Names that one node binds by itself, imports aside."""
    if isinstance(node, ast.Assign):
        return [name for target in node.targets for name in targets(target)]
    if isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr, ast.For, ast.AsyncFor, ast.comprehension)):
        return targets(node.target)
    if isinstance(node, ast.withitem):
        return targets(node.optional_vars) if node.optional_vars is not None else []
    if isinstance(node, ast.ExceptHandler):
        return [node.name] if node.name else []
    name = getattr(node, "name", None) or getattr(node, "rest", None)
    return [name] if type(node).__name__.startswith("Match") and name else []


def imported_names(node):
    found = {}
    if isinstance(node, ast.Import):
        for alias in node.names:
            first = alias.name.split(".")[0]
            found.setdefault(alias.asname or first, set()).add(alias.name if alias.asname else first)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        for alias in node.names:
            found.setdefault(alias.asname or alias.name, set()).add(node.module + "." + alias.name)
    return found


class Facts:
    """What a file says about its own names, wherever it says it."""

    def __init__(self, tree):
        self.functions, self.values, self.parameters, self.calls = set(), {}, {}, {}
        self.members, self.deleted, self.annotated = set(), set(), set()
        named, imports = set(), {}
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.functions.add(node.name)
                for place, parameter in enumerate(parameters(node)):
                    self.parameters.setdefault(parameter.arg, []).append((node.name, place))
                    self.note(parameter.annotation)
                self.note(node.returns)
            elif isinstance(node, ast.ClassDef):
                for statement in node.body:
                    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        self.members.add(statement.name)
                    self.members.update(bound(statement))
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    self.assigned(target, node.value)
            elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr)):
                self.assigned(node.target, node.value)
                self.note(getattr(node, "annotation", None))
            elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
                self.assigned(node.target, node.iter)
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                self.assigned(node.optional_vars, node.context_expr)
            elif isinstance(node, ast.Delete):
                self.deleted.update(name for target in node.targets for name in targets(target))
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                named.update(node.names)
            elif isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
                self.calls.setdefault(last_name(node.func), []).append(node)
                self.registered(node)
            for name, paths in imported_names(node).items():
                imports.setdefault(name, set()).update(paths)
        self.global_imports = {name: paths for name, paths in imports.items() if name in named}

    def registered(self, node):
        """A network's buffers and parts that it names by a text: `self.register_buffer("table", ...)`."""
        name = literal(positional(node, 0))
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("add_module", "register_buffer", "register_parameter") and \
                isinstance(node.func.value, ast.Name) and node.func.value.id == "self" and name and not name.startswith("_"):
            self.members.add(name)

    def note(self, annotation):
        if annotation is not None:
            self.annotated.update(id(node) for node in ast.walk(annotation))

    def assigned(self, target, value):
        if isinstance(target, ast.Name):
            if value is not None:
                self.values.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Attribute):
            if isinstance(target.value, ast.Name) and target.value.id == "self":
                self.members.add(target.attr)
        elif isinstance(target, (ast.Tuple, ast.List)):
            fits = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
            for index, part in enumerate(target.elts):
                self.assigned(part, value.elts[index] if fits else value)
        elif isinstance(target, ast.Starred):
            self.assigned(target.value, value)

    def all(self, node, accepts, depth=0):
        """Whether every value that may stand in a place is accepted, followed through names and parameters."""
        answer = accepts(node)
        if answer is not None:
            return answer
        if depth >= 8:
            return False
        def follow(inner):
            return self.all(inner, accepts, depth + 1)
        if isinstance(node, ast.IfExp):
            return follow(node.body) and follow(node.orelse)
        if isinstance(node, ast.NamedExpr):
            return follow(node.value)
        if not isinstance(node, ast.Name):
            return True
        assigned, places = self.values.get(node.id, []), self.parameters.get(node.id, [])
        if len(assigned) + len(places) > 40 or not all(follow(value) for value in assigned):
            return False
        for function, place in places:
            for call in self.calls.get(function, [])[:40]:
                if is_spread(call):
                    return False
                value = named(call, node.id) or positional(call, place)
                if value is not None and not follow(value):
                    return False
        return True


def parameters(node):
    a = node.args
    return list(getattr(a, "posonlyargs", [])) + a.args + ([a.vararg] if a.vararg else []) + a.kwonlyargs + \
        ([a.kwarg] if a.kwarg else [])


def last_name(node):
    return node.attr if isinstance(node, ast.Attribute) else node.id


def line_of(node):
    """The line of the name that a chain ends with."""
    while isinstance(node, (ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.end_lineno if isinstance(node, ast.Attribute) else node.lineno


def is_spread(call):
    return any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords)


def named(call, word):
    found = [k.value for k in call.keywords if k.arg == word]
    return found[-1] if found else None


def positional(call, place):
    plain = call.args[:place + 1]
    return plain[place] if place < len(plain) and not any(isinstance(a, ast.Starred) for a in plain) else None


def literal(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def is_false(node):
    return isinstance(node, ast.Constant) and node.value is False
