/// Ways around an audit, of our own making: each of them must be found.
enum AuditTricks {
  static let all: [String] = source.split(separator: "\n---\n", omittingEmptySubsequences: false).map { $0 + "\n" }

  private static let source = #"""
    from os import system
    ---
    import os as np
    np.system("ls")
    ---
    if True:
        import subprocess
    ---
    try:
        import socket
    except ImportError:
        pass
    ---
    from os import *
    ---
    from numpy import *
    ---
    __import__("os").system("ls")
    ---
    f = __import__
    f("os")
    ---
    eval("1")
    ---
    exec("1")
    ---
    compile("1", "", "exec")
    ---
    globals()["x"]
    ---
    vars()["x"]
    ---
    locals()
    ---
    open(*("a", "w"))
    ---
    open(**{"file": "a", "mode": "w"})
    ---
    open("/etc/passwd")
    ---
    open("result.h5", "w")
    ---
    g = open
    g("x", "w")
    ---
    list(map(open, ["x"]))
    ---
    [f("x") for f in [open]]
    ---
    (lambda f=open: f("x"))()
    ---
    def inner(o=open):
        return o("x", "w")
    ---
    import random
    random._os.system("ls")
    ---
    import collections
    collections._sys.modules["os"]
    ---
    import random
    match random:
        case object(_os=o):
            o.system("ls")
    ---
    match x:
        case object(system=f):
            f("ls")
    ---
    import enum
    enum.bltns.eval("1")
    ---
    import enum as e
    b = e.bltns
    ---
    from operator import attrgetter
    attrgetter("io.common.os")(pd)
    ---
    import operator
    operator.attrgetter("io")(x)
    ---
    import operator
    operator.methodcaller("to_csv", "x")(df)
    ---
    from pandas import eval
    eval("1")
    ---
    import pandas as pd
    pd.eval("1")
    ---
    import typing
    typing.get_type_hints(f)
    ---
    from typing import get_type_hints, ForwardRef
    ---
    df.agg("to_csv")
    ---
    df.agg(["mean", "to_csv"])
    ---
    df.agg({"a": "to_pickle"})
    ---
    df.agg(x=("a", "to_csv"))
    ---
    df.agg("to_" + "csv")
    ---
    name = "to_csv"
    df.agg(name)
    ---
    for name in ["mean", "to_csv"]:
        df.apply(name)
    ---
    def go(how):
        return df.apply(how)
    go("to_csv")
    ---
    df.apply(func="to_csv")
    ---
    df.transform("".join(["to_", "csv"]))
    ---
    df.apply(f"to_{'csv'}")
    ---
    df.agg(*["to_csv"])
    ---
    df.agg(**{"func": "to_csv"})
    ---
    names = ["to_csv"]
    df.apply(names[0])
    ---
    df.groupby("a").agg("to_csv")
    ---
    df.pivot_table(aggfunc="to_csv")
    ---
    import pandas as pd
    pd.crosstab(a, b, values=c, aggfunc="to_pickle")
    ---
    method = df.agg
    method("to_csv")
    ---
    from pandas.compat._optional import import_optional_dependency
    import_optional_dependency("os")
    ---
    import pandas as pd
    pd.compat._optional.import_optional_dependency("os")
    ---
    import pandas as pd
    pd.io.common.os.system("ls")
    ---
    import pandas.io.common as c
    c.os.system("ls")
    ---
    import pandas as pd
    pd.core.common.os
    ---
    from pandas.core.computation.eval import eval as run
    ---
    import numpy as np
    np.f2py.compile("")
    ---
    import numpy.f2py
    ---
    import numpy as np
    np.ctypeslib.load_library("c", "/lib")
    ---
    import numpy as np
    np.distutils.exec_command("ls")
    ---
    import numpy as np
    np.load("x.npy", allow_pickle=True)
    ---
    import numpy as np
    np.load("x.npy")
    ---
    import numpy as np
    np.save("x", a)
    ---
    import numpy as np
    np.fromfile("/etc/passwd")
    ---
    import numpy as np
    np.memmap("x", mode="w+")
    ---
    import numpy as np
    np.lib.format.open_memmap("x", mode="w+")
    ---
    import numpy as np
    np.genfromtxt("http" + "://example.org")
    ---
    import numpy as np
    m = np
    m.save("x", a)
    ---
    import numpy as np
    getattr(np, "save")("x", a)
    ---
    import numpy as np
    getattr(np, "sa" + name)("x", a)
    ---
    import numpy as np
    [x.save for x in [np]]
    ---
    import numpy as np
    def f(x):
        return x.lib.npyio.os
    f(np)
    ---
    x.ctypes.data
    ---
    a.tofile("x")
    ---
    a.dump("x")
    ---
    arr.data.obj
    ---
    import pickle
    ---
    import pandas as pd
    pd.read_pickle("x")
    ---
    from pandas import read_pickle as rp
    rp("x")
    ---
    df.to_pickle("x")
    ---
    df.to_csv("x.csv")
    ---
    df.to_parquet("x")
    ---
    df.to_hdf("../result.h5", key="data")
    ---
    df.to_hdf(*["x.h5"], key="data")
    ---
    df.to_hdf(name, key="data")
    ---
    df.to_json("/tmp/x")
    ---
    df.to_xarray().to_netcdf("x")
    ---
    w = df.to_csv
    w("x")
    ---
    import pandas as pd
    pd.read_csv("/etc/passwd")
    ---
    import pandas as pd
    pd.read_csv("https://example.org/x.csv")
    ---
    import pandas as pd
    pd.read_csv(*["x"])
    ---
    import pandas as pd
    r = pd.read_csv
    r("x")
    ---
    import pandas as pd
    pd.read_hdf("other.h5")
    ---
    import pandas as pd
    pd.read_parquet("x", storage_options={})
    ---
    import pandas as pd
    pd.read_html("x")
    ---
    import pandas as pd
    pd.read_sql("x", "sqlite://")
    ---
    import pandas as pd
    pd.HDFStore("x.h5")
    ---
    import pandas as pd
    pd.ExcelWriter("x")
    ---
    df.eval("a + b")
    ---
    df.query("@__import__('os')")
    ---
    df.query("a.to_csv('x')")
    ---
    df.query(text)
    ---
    "{0.__class__}".format(x)
    ---
    "{0.a}".format(x)
    ---
    "{x[a]}".format(x=y)
    ---
    template = "{0.__class__}"
    template.format(x)
    ---
    "{a}".format_map(x)
    ---
    str.format("{0.a}", x)
    ---
    ().__class__.__bases__[0].__subclasses__()
    ---
    x.__globals__
    ---
    x.__dict__["a"]
    ---
    getattr(x, "__class__")
    ---
    getattr(x, name)
    ---
    getattr(*(x, "system"))
    ---
    setattr(x, name, 1)
    ---
    delattr(x, "a")
    ---
    g = getattr
    ---
    type("A", (), {})
    ---
    type(*args)
    ---
    t = type
    ---
    class A(metaclass=B):
        pass
    ---
    class A:
        def __init_subclass__(cls):
            pass
    ---
    class A:
        def __reduce__(self):
            return 1
    ---
    class A:
        def __getattr__(self, name):
            return 1
    ---
    class A:
        __class_getitem__ = f
    ---
    class A:
        def __del__(self):
            pass
    ---
    @eval
    def f(): pass
    ---
    @x.y
    def f(): pass
    ---
    @(lambda f: f)
    def f(): pass
    ---
    import functools
    @functools.singledispatch
    def f(x): pass
    ---
    # -*- coding: utf-7 -*-
    x = 1
    ---
    # vim: set fileencoding=rot13 :
    x = 1
    ---
    import \
        subprocess
    ---
    ｅｖａｌ("1")
    ---
    import ｏｓ
    ｏｓ.remove("x")
    ---
    x = f"{f'{eval(1)}'}"
    ---
    x = f"{y:{open('x', 'w')}}"
    ---
    x = (e := eval)("1")
    ---
    [e for e in [eval]]
    ---
    def f(eval=eval):
        return eval("1")
    ---
    if False:
        eval = 1
    eval("1")
    ---
    def f():
        open = 1
    open("x", "w")
    ---
    open = 1
    del open
    open("x", "w")
    ---
    class A:
        open = 1
        def f(self):
            return open("x", "w")
    ---
    breakpoint()
    ---
    input()
    ---
    print("x", file=f)
    ---
    __builtins__
    ---
    __loader__
    ---
    x = "__globals__"
    ---
    x = "\x5f\x5fglobals\x5f\x5f"
    ---
    import importlib
    ---
    import ctypes
    ---
    import builtins
    ---
    import sys
    sys.modules["os"]
    ---
    from sys import modules
    ---
    import statistics
    statistics.sys.modules
    ---
    import warnings
    warnings.sys
    ---
    import os.path
    os.path.os.system("ls")
    ---
    import datetime
    datetime.sys
    ---
    import re
    re.enum.sys
    ---
    import dataclasses
    dataclasses.inspect
    ---
    import json
    json.load(f)
    ---
    import logging
    logging.FileHandler("x")
    ---
    import logging
    logging.basicConfig(filename="x")
    ---
    import tempfile
    ---
    import inspect
    ---
    import gc
    gc.get_objects()
    ---
    import io
    io.open("x", "w")
    ---
    from pathlib import Path
    Path("x").write_text("1")
    ---
    from pathlib import Path
    Path("x").open("w")
    ---
    from pathlib import Path
    Path("x").unlink()
    ---
    from pathlib import Path
    Path("/etc/passwd").read_text()
    ---
    import torch
    torch.load("x")
    ---
    import torch
    torch.hub.load("a", "b")
    ---
    import scipy.io
    ---
    import sklearn.datasets
    ---
    import joblib
    ---
    import requests
    ---
    import secrets
    ---
    x.gi_frame.f_back.f_globals
    ---
    try:
        pass
    except Exception as e:
        e.__traceback__.tb_frame
    ---
    import numpy as np
    np.show_config.__globals__
    ---
    import pandas as pd
    pd.DataFrame.to_csv(df, "x")
    ---
    import pandas as pd
    pd.DataFrame.agg(df, "to_csv")
    ---
    from functools import partial
    partial(open, "x", "w")()
    ---
    from functools import reduce
    reduce(getattr, ["a", "b"], x)
    ---
    import multiprocessing
    ---
    import threading
    ---
    global eval
    eval("1")
    ---
    def f():
        global open
        open = 1
    open("x", "w")
    ---
    with open("x", "w") as f:
        pass
    ---
    lambda: eval("1")
    ---
    assert eval("1")
    ---
    x: eval("1") = 1
    ---
    def f(x: eval("1")): pass
    ---
    async def f():
        await eval("1")
    ---
    self._os.system("ls")
    ---
    x._mgr
    """#
}
