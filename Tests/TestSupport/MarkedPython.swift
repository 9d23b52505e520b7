/// Python in which each line says what the audit must find on it: `#! id, id` on the line, or `#!next id` on the
/// line before one that cannot carry a remark. Nothing else may be found.
package enum MarkedPython {
  package static let source = #"""
    import numpy as np
    import pandas as pd
    import os
    import os as system_of
    import subprocess  #! audit.process
    import socket, urllib.request  #! audit.network, audit.network
    import requests as r  #! audit.network
    import pickle  #! audit.pickle
    import ctypes  #! audit.native
    import importlib  #! audit.dynamic-import
    import multiprocessing.pool  #! audit.process
    import qlib  #! audit.import
    import os.path as p
    import torch.hub  #! audit.network
    from os import system  #! audit.process
    from os import path, remove  #! audit.import
    from numpy import *  #! audit.import
    from pandas import read_pickle as rp  #! audit.pickle
    from . import sibling  #! audit.import
    from scipy import interpolate
    from numpy import roll as turn
    from pandas import (
        DataFrame,
        Series as S,
    )
    from builtins import eval as e  #! audit.builtins
    """A text that stands alone may say __globals__ and http://example.org."""
    def good(x, open=1, *eval, **exec):
        "documentation with __builtins__"
        return open
    x = __import__("o" + "s")  #! audit.dynamic-import
    y = eval("1")  #! audit.eval
    exec("1"); z = compile("1", "", "eval")  #! audit.eval, audit.eval
    os.system("ls")  #! audit.process
    system_of.popen("ls")  #! audit.process
    (os).remove("x")  #! audit.import
    os.path.join("a", "b")
    os.getcwd()
    os.listdir(".")  #! audit.import
    os.environ["HOME"]  #! audit.environment
    v = os  #! audit.import
    f = open("x.txt")  #! audit.file-read
    f = open("x.txt", "rb")  #! audit.file-read
    f = open("x.txt", "w")  #! audit.file-write
    f = open("x.txt", mode="a")  #! audit.file-write
    f = open("x.txt", mode)  #! audit.file-write
    f = open("x.txt", "r+")  #! audit.file-write
    Path("x").open("w")  #! audit.file-read
    Path("x").open()  #! audit.file-read
    g = open  #! audit.file-read
    df.to_csv("x.csv")  #! audit.file-write
    df.to_csv()
    df.to_hdf("result.h5", key="data", mode="w")
    df.to_hdf(path_or_buf="result.h5", key="data")
    df.to_hdf("../result.h5", key="data")  #! audit.file-write
    df.to_hdf(name, key="data")  #! audit.file-write
    df.to_parquet("x.parquet")  #! audit.file-write
    df.to_pickle("x.pkl")  #! audit.pickle
    write = df.to_csv  #! audit.file-write
    Path("x").write_text("1")  #! audit.file-write
    np.save("x", a)  #! audit.file-write
    np.load("x.npy", allow_pickle=True)  #! audit.pickle, audit.pickle
    np.load("x.npy", allow_pickle=False)  #! audit.pickle
    pd.read_pickle("x")  #! audit.pickle
    pd.HDFStore("daily_pv.h5", mode="r")
    pd.HDFStore("daily_pv.h5")  #! audit.file-write
    pd.io.common.os.system("ls")  #! audit.attribute, audit.attribute, audit.import, audit.process
    getattr(df, "mean")()
    getattr(df, name)()  #! audit.builtins
    getattr(df, "to_csv")("x")  #! audit.file-write
    getattr(df, "__cla" "ss__")  #! audit.builtins
    getattr(df, "__globals__")  #! audit.builtins
    ().__class__.__bases__[0].__subclasses__()  #! audit.builtins, audit.builtins, audit.builtins
    5..__class__.__mro__  #! audit.builtins, audit.builtins
    __builtins__  #! audit.builtins
    globals()["x"]  #! audit.builtins
    vars(), locals()  #! audit.builtins, audit.builtins
    "{0.__globals__}".format(x)  #! audit.builtins, audit.builtins
    "\x5f\x5fglobals\x5f\x5f"  # stands alone, does nothing
    w = "\x5f\x5fglobals\x5f\x5f"  #! audit.builtins
    w = "\N{LOW LINE}_globals__"  #! audit.builtins
    w = b"__globals__"
    w = r"\x5f_globals__"
    ｅｖａｌ("1")  #! audit.eval
    s.shift(-1)  #! audit.look-ahead
    s.shift(1)
    s.shift(periods=-2)  #! audit.look-ahead
    s.shift(periods=n)
    days = -5
    s.shift(days)  #! audit.look-ahead
    s.shift(-days)  #! audit.look-ahead
    s.diff(-1)  #! audit.look-ahead
    s.pct_change(-3, fill_method=None)  #! audit.look-ahead
    np.roll(a, -1)  #! audit.look-ahead
    turn(a, -1)  #! audit.look-ahead
    s.rolling(5, center=True).mean()  #! audit.look-ahead
    s.rolling(5, min_periods=1, center=False).mean()
    s.bfill()  #! audit.look-ahead
    s.fillna(method="bfill")  #! audit.look-ahead
    s.fillna(method="ffill")
    pd.merge_asof(a, b, direction="forward")  #! audit.look-ahead
    s.interpolate()  #! audit.look-ahead
    interpolate.interp1d(a, b)
    df.eval("a + b")  #! audit.eval
    model.eval()
    df.query("a > 1")
    df.query("@f(a)")  #! audit.eval
    df.query(text)  #! audit.eval
    t = f"{eval('1')} {x!r:>{open('w', 'w')}}"  #! audit.eval, audit.file-write
    t = f"{{eval(1)}} {x:%Y-%m-%d}"
    t = rf"\{eval(1)}"  #! audit.eval
    #!next audit.eval
    t = f'''
    {exec("1")}
    '''
    u = "http://example.org/x.csv"  #! audit.network
    u = f"https://{host}/x"  #! audit.network
    h = lambda eval, open=1: eval
    def odd(x=2
            * eval, *exec): pass  #! audit.eval
    h = lambda: "plain"
    f(eval=1)
    f(**{"eval": eval})  #! audit.eval
    x: "http://example.org" = 1  #! audit.network
    if x: import shutil  #! audit.file-write
    if x: "http://example.org"
    raise ValueError from eval  #! audit.eval
    try:
        pass
    except ValueError as exec:
        pass
    def inner():
        global globals
        from os import popen as q  #! audit.process
        yield from eval  #! audit.eval
    class A(metaclass=eval):  #! audit.definition, audit.eval
        def __init__(self):
            super().__init__()
            self.__dict__["x"] = 1  #! audit.builtins
            self.register_buffer("positions_table", None)
            y = self.positions_table + self.other_table  #! audit.attribute
            self.register_buffer(open_name, None)
        def __reduce__(self):  #! audit.definition
            return 1
    a = (s
         #!next audit.look-ahead
         .shift(
             -1))
    #!next audit.look-ahead
    b = s.shift(-1) \
        .shift(2)
    b = s[::-1].rolling(3).mean()  #! audit.may-look-ahead
    d = {"a": lambda x: x.shift(-1), "b": [eval]}  #! audit.eval, audit.look-ahead
    e = x if y else z; print(-1)
    n = -1 if x else 1
    """#

  /// Line and identifier of everything that must be found, sorted.
  package static var expected: [String] {
    var found: [String] = []
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      for (mark, offset) in [("#! ", 1), ("#!next ", 2)] {
        guard let place = line.firstRange(of: mark) else { continue }
        found += line[place.upperBound...].split(separator: ",").map { id in
          "\(index + offset) \(String(id).filter { $0 != " " })"
        }
      }
    }
    return found.sorted()
  }
}
