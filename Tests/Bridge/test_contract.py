"""Every name, argument and number of xtquant that the bridge or its scripted stand-in uses, held to the real package.

The real package runs on Windows only, so its sources are read and not imported:

    pip download --no-deps --dest FOLDER xtquant && python3 -m zipfile -e FOLDER/xtquant-*.whl FOLDER
    XTQUANT_SOURCES=FOLDER/xtquant python3 -m unittest test_contract

Held to xtquant 250807.1.2, 241014.1.2 and 240119.3 of PyPI.
"""
import ast
import os
import unittest

from support import SCRIPT, SCRIPTED, qmt_bridge

SOURCES = os.environ.get("XTQUANT_SOURCES", "")
HAS_SOURCES = os.path.exists(os.path.join(SOURCES, "xttrader.py"))
# Members that xtquant did not have in 2024: the bridge answers null for them.
LATER = {"commission", "instrument_name", "last_price"}
SKIPPED = "XTQUANT_SOURCES names no folder with xtquant's sources: the real package is not compared"


def tree(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return ast.parse(file.read())


def functions(node):
    return {child.name: child for child in node.body if isinstance(child, ast.FunctionDef)}


def classes(node):
    return {child.name: child for child in node.body if isinstance(child, ast.ClassDef)}


def arguments(function):
    """Names in their order, and the defaults of the last ones as text."""
    names = [argument.arg for argument in function.args.args]
    defaults = [ast.dump(default) for default in function.args.defaults]
    return names, defaults, function.args.vararg, function.args.kwarg


def constants(node):
    found = {}
    for child in node.body:
        if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name):
            try:
                found[child.targets[0].id] = ast.literal_eval(child.value)
            except ValueError:
                continue
    return found


def attributes(class_node):
    """What a class's initializer stores in `self`."""
    return {
        target.attr for child in ast.walk(functions(class_node)["__init__"]) if isinstance(child, ast.Assign)
        for target in child.targets if isinstance(target, ast.Attribute)}


def used_by_bridge():
    """Methods of the trader with their numbers of arguments, functions of xtdata, constants, and members of records."""
    methods, data, numbers, members = {}, set(), set(), set()
    for node in ast.walk(tree(*os.path.split(SCRIPT))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
            first = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if isinstance(called, ast.Attribute) and getattr(called.value, "attr", getattr(called.value, "id", "")) == "trader":
                methods.setdefault(name, set()).add(len(node.args) + len(node.keywords))
            elif name in ("run", "_quietly"):
                for place, argument in enumerate(node.args):
                    if isinstance(argument, ast.Attribute) and getattr(
                            argument.value, "attr", getattr(argument.value, "id", "")) == "trader":
                        methods.setdefault(argument.attr, set()).add(len(node.args) - place - 1)
            elif name == "_ask":
                methods.setdefault(first, set()).add(len(node.args) - 1)
            elif name == "_quote_function":
                data.add(first)
            elif name == "getattr" and isinstance(node.args[1], ast.Constant):
                owner = getattr(node.args[0], "id", "")
                if owner in ("order", "trade", "position", "asset", "thing", "status"):
                    members.add(node.args[1].value)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "constant":
            numbers.add(node.attr)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(("ORDER_", "ACCOUNT_STATUS", "STOCK_")):
            numbers.add(node.value)
    return methods, data, numbers, members


class DeclaredTests(unittest.TestCase):
    def test_the_bridge_declares_what_it_uses(self):
        methods, data, numbers, members = used_by_bridge()
        self.assertEqual(set(methods) - {"XtQuantTrader"}, set(qmt_bridge.TRADER_METHODS))
        self.assertEqual(data, set(qmt_bridge.QUOTE_FUNCTIONS))
        self.assertEqual(numbers, set(qmt_bridge.CONSTANTS))
        self.assertGreater(len(members), 25)

    def test_the_bridge_keeps_to_python_3_6(self):
        with open(SCRIPT, encoding="utf-8") as file:
            source = file.read()
        ast.parse(source, feature_version=(3, 6))
        for later in ("import dataclasses", "fromisoformat", "ThreadingHTTPServer", "removeprefix", "capture_output", "contextvars"):
            self.assertNotIn(later, source)

    def test_a_package_without_a_name_is_told_before_an_order(self):
        package = qmt_bridge.Package()
        self.assertEqual(package.missing, [])
        value = package.constant.ORDER_PARTSUCC_CANCEL
        del package.constant.ORDER_PARTSUCC_CANCEL
        self.addCleanup(setattr, package.constant, "ORDER_PARTSUCC_CANCEL", value)
        self.assertEqual(qmt_bridge.Package().missing, ["ORDER_PARTSUCC_CANCEL"])


@unittest.skipUnless(HAS_SOURCES, SKIPPED)
class RealPackageTests(unittest.TestCase):
    def scripted(self, name):
        return tree(os.path.join(SCRIPTED, "xtquant"), name)

    def real(self, name):
        return tree(SOURCES, name)

    def test_every_method_has_the_real_name_and_arguments(self):
        scripted, real = classes(self.scripted("xttrader.py")), classes(self.real("xttrader.py"))
        for name in ("XtQuantTrader", "XtQuantTraderCallback"):
            theirs = functions(real[name])
            for method, node in functions(scripted[name]).items():
                if method.startswith("_") and method != "__init__":
                    continue
                self.assertIn(method, theirs)
                self.assertEqual(arguments(node), arguments(theirs[method]), "{}.{}".format(name, method))

    def test_every_call_of_the_bridge_fits_the_real_arguments(self):
        real = functions(classes(self.real("xttrader.py"))["XtQuantTrader"])
        methods = dict(used_by_bridge()[0])
        methods["__init__"] = methods.pop("XtQuantTrader")
        for name, counts in methods.items():
            names, defaults, _, _ = arguments(real[name])
            for count in counts:
                self.assertTrue(len(names) - 1 - len(defaults) <= count <= len(names) - 1, (name, count, names))

    def test_every_callback_of_the_bridge_is_called_by_the_real_class(self):
        real = functions(classes(self.real("xttrader.py"))["XtQuantTraderCallback"])
        with open(SCRIPT, encoding="utf-8") as file:
            bridge = ast.parse(file.read())
        callback, = [node for node in ast.walk(bridge) if isinstance(node, ast.ClassDef) and node.name == "Callback"]
        for name, node in functions(callback).items():
            self.assertEqual(len(arguments(node)[0]), len(arguments(real[name])[0]), name)

    def test_every_function_of_quotes_has_the_real_name_and_arguments(self):
        scripted, real = functions(self.scripted("xtdata.py")), functions(self.real("xtdata.py"))
        for name in qmt_bridge.QUOTE_FUNCTIONS:
            self.assertEqual(arguments(scripted[name]), arguments(real[name]), name)
        self.assertIn("enable_hello", constants(self.real("xtdata.py")))

    def test_every_number_is_the_real_one(self):
        real = constants(self.real("xtconstant.py"))
        for name, value in constants(self.scripted("xtconstant.py")).items():
            self.assertEqual(value, real[name], name)
        for name in qmt_bridge.CONSTANTS:
            self.assertIn(name, real)

    def test_every_member_of_a_record_exists_in_the_real_type(self):
        scripted, real = classes(self.scripted("xttype.py")), classes(self.real("xttype.py"))
        every = set()
        for name, node in scripted.items():
            if name in ("Record", "StockAccount"):
                continue
            members = set(constants(node)["members"])
            self.assertLessEqual(members - LATER, attributes(real[name]), name)
            every |= members
        with open(os.path.join(SOURCES, "xttrader.py"), encoding="utf-8") as file:
            below = file.read()
        for member in used_by_bridge()[3] - every:
            self.assertTrue(member.startswith("m_") and "data." + member in below, member)
        self.assertEqual(
            arguments(functions(scripted["StockAccount"])["__init__"]),
            arguments(functions(real["StockAccount"])["__init__"]))
