/// Factor code as people and RD-Agent write it; `#! id` on a line says what is truly to be found there.
enum HonestFactors {
  static let all: [String] = source.split(separator: "\n---\n", omittingEmptySubsequences: false).map {
    head + $0 + foot
  }

  private static let head = """
    import numpy as np
    import pandas as pd
    df = pd.read_hdf("daily_pv.h5", key="data")

    """

  private static let foot = """

    factor.to_frame("F").to_hdf("result.h5", key="data", mode="w")

    """

  private static let source = #"""
    factor = df["$close"].groupby(level="instrument").pct_change(5)
    ---
    factor = df.groupby(level=1)["$close"].shift(1) / df["$close"] - 1
    ---
    factor = df["$close"].groupby("instrument").transform(lambda x: x.rolling(20).mean())
    ---
    factor = df.groupby("instrument")["$volume"].rolling(10).std().reset_index(level=0, drop=True)
    ---
    wide = df["$close"].unstack()
    factor = wide.rolling(20).mean().stack()
    ---
    wide = df["$close"].unstack("instrument")
    factor = wide.pct_change(5).rank(axis=1, pct=True).stack()
    ---
    factor = df["$close"].groupby(level="datetime").rank(pct=True)
    ---
    x = df["$volume"]
    factor = x.groupby(level="datetime").transform(lambda s: (s - s.mean()) / (s.std() + 1e-12))
    ---
    ret = df["$close"].groupby(level="instrument").pct_change()
    market = ret.groupby(level="datetime").mean()
    factor = ret - market.rolling(20).mean().reindex(ret.index, level="datetime")
    ---
    def one(g):
        return g["$close"].rolling(10, min_periods=10).corr(g["$volume"])
    factor = df.groupby(level="instrument", group_keys=False).apply(one)
    ---
    factor = np.log(df["$close"] / df["$open"]).replace([np.inf, -np.inf], np.nan)
    ---
    parts = []
    for name, group in df.groupby(level="instrument"):
        parts.append(group["$close"].ewm(span=12).mean())
    factor = pd.concat(parts)
    ---
    open, close = df["$open"], df["$close"]
    factor = (close - open) / open
    ---
    def load(path="daily_pv.h5"):
        return pd.read_hdf("daily_pv.h5", key="data")
    factor = load()["$close"]
    ---
    import warnings
    warnings.filterwarnings("ignore")
    factor = df["$close"]
    ---
    from typing import Optional, List
    def name(x: Optional[List[int]] = None) -> "pd.Series":
        return df["$close"]
    factor = name()
    ---
    import os
    path = os.path.join(os.path.dirname(__file__), "daily_pv.h5")
    factor = pd.read_hdf(path, key="data")["$close"]
    ---
    from pathlib import Path
    factor = pd.read_hdf(Path(__file__).parent / "daily_pv.h5")["$close"]
    ---
    import time
    begin = time.time()
    factor = df["$close"].abs()
    print(f"took {time.time() - begin:.1f} s, {len(factor)} rows")
    ---
    print(df["$close"].mean(), df.describe())
    factor = df["$close"]
    ---
    import math
    factor = df["$close"].apply(lambda x: math.log(x) if x > 0 else np.nan)
    ---
    factor = df["$close"].groupby(level="instrument").transform("cumsum")
    ---
    stats = df.groupby(level="datetime")["$close"].agg(["mean", "std"])
    factor = (df["$close"] - stats["mean"].reindex(df.index, level=0)) / stats["std"].reindex(df.index, level=0)
    ---
    from scipy import stats
    factor = df["$close"].groupby(level="instrument").transform(lambda s: s.rolling(20).apply(lambda w: stats.skew(w), raw=True))
    ---
    class Factor:
        def __init__(self, window):
            self._window = window
        def compute(self, data):
            return data["$close"].groupby(level="instrument").transform(self._roll)
        def _roll(self, s):
            return s.rolling(self._window).mean()
    factor = Factor(5).compute(df)
    ---
    w = np.arange(1, 11)
    factor = df["$close"].groupby(level="instrument").transform(lambda s: s.rolling(10).apply(lambda x: np.dot(x, w) / w.sum(), raw=True))
    ---
    high = df.groupby(level="instrument")["$high"].transform(lambda s: s.rolling(9).max())
    low = df.groupby(level="instrument")["$low"].transform(lambda s: s.rolling(9).min())
    factor = (df["$close"] - low) / (high - low + 1e-12)
    ---
    gain = df["$close"].groupby(level="instrument").diff().clip(lower=0)
    factor = gain.groupby(level="instrument").transform(lambda s: s.ewm(alpha=1 / 14, adjust=False).mean())
    ---
    df = df.sort_index(level=["instrument", "datetime"])
    df["ret"] = df.groupby(level="instrument")["$close"].pct_change(fill_method=None)
    factor = df["ret"].groupby(level="instrument").transform(lambda s: s.expanding(20).std())
    ---
    factor = df["$volume"].where(df["$volume"] > 0).groupby(level="instrument").ffill()
    ---
    factor = df[["$high", "$low"]].mean(axis=1)
    ---
    def slope(y):
        x = np.arange(len(y))
        return np.polyfit(x, y, 1)[0]
    factor = df["$close"].groupby(level="instrument").transform(lambda s: s.rolling(10).apply(slope, raw=True))
    ---
    data = df.reset_index()
    data["ma"] = data.groupby("instrument")["$close"].transform(lambda s: s.rolling(5).mean())
    factor = data.set_index(["datetime", "instrument"])["ma"]
    ---
    close = df["$close"].unstack(level="instrument")
    market = close.pct_change().mean(axis=1)
    beta = close.pct_change().rolling(60).cov(market).div(market.rolling(60).var(), axis=0)
    factor = beta.stack()
    ---
    mask = (df["$close"] > df["$open"]) & (df["$volume"] > 0)
    factor = mask.astype(float).groupby(level="instrument").transform(lambda s: s.rolling(5, min_periods=1).sum())
    ---
    factor = df.groupby(df.index.get_level_values("instrument"))["$close"].diff(3)
    ---
    factor = df.groupby(level="instrument")["$close"].apply(lambda s: s.shift(1).rolling(3).mean()).droplevel(0)
    ---
    windows = [5, 10, 20]
    parts = [df["$close"].groupby(level="instrument").transform(lambda s, w=w: s.rolling(w).mean()) for w in windows]
    factor = sum(parts) / len(parts)
    ---
    try:
        factor = df["$amount"] / df["$volume"]
    except KeyError as error:
        raise ValueError("no amount: {}".format(error))
    ---
    factor = df["$close"].swaplevel().sort_index().groupby(level="instrument").pct_change()
    ---
    if "$factor" in df.columns:
        price = df["$close"] / df["$factor"]
    else:
        price = df["$close"]
    factor = price.groupby(level="instrument").transform(lambda s: s.rolling(5).mean())
    ---
    turnover = df.eval is not None  #! audit.dispatch
    factor = df["$close"]
    ---
    factor = df["$close"].shift(1)  #! audit.across-instruments
    ---
    factor = df["$close"].rolling(5).mean()  #! audit.across-instruments
    ---
    factor = df["$close"].diff()  #! audit.across-instruments
    ---
    close = df["$close"]
    ret = close / close.shift(1) - 1  #! audit.across-instruments
    factor = ret.groupby(level="instrument").transform(lambda s: s.rolling(5).std())
    ---
    factor = (df["$close"] - df["$close"].mean()) / df["$close"].std()  #! audit.whole-sample, audit.whole-sample
    ---
    factor = df["$close"].groupby(level="instrument").transform(lambda s: (s - s.mean()) / s.std())  #! audit.whole-sample, audit.whole-sample
    ---
    factor = df["$close"].groupby(level="instrument").rank(pct=True)  #! audit.whole-sample
    ---
    factor = df["$close"].groupby(level="datetime").diff()  #! audit.across-instruments
    ---
    factor = df["$close"] * np.random.normal(size=len(df))  #! audit.random
    ---
    rng = np.random.default_rng(1)  #! audit.random
    factor = df["$close"] + rng.normal(size=len(df))
    ---
    import random
    factor = df["$close"] * random.random()  #! audit.random
    ---
    import datetime
    factor = df["$close"] * datetime.datetime.now().day  #! audit.not-reproducible
    ---
    factor = df["$close"].groupby(level="instrument").shift(-1)  #! audit.look-ahead
    ---
    factor = df["$close"].groupby(level="instrument").transform(lambda s: s.rolling(5, center=True).mean())  #! audit.look-ahead
    ---
    factor = df["$close"].groupby(level="instrument").bfill()  #! audit.look-ahead
    ---
    factor = df["$close"].unstack()[::-1].rolling(5).mean().stack()  #! audit.may-look-ahead
    ---
    s = df["$close"].unstack()
    factor = pd.concat([s.iloc[i + 1] - s.iloc[i] for i in range(10)])  #! audit.may-look-ahead
    ---
    factor = pd.Series(np.diff(df["$close"].values))  #! audit.across-instruments
    ---
    def calculate(data):
        return data["$close"].pct_change()  #! audit.across-instruments
    factor = calculate(df)
    ---
    factor = df["$close"].fillna(df["$close"].median())  #! audit.whole-sample
    """#

  /// Line and identifier of what is marked in a source, sorted.
  static func expected(_ source: String) -> [String] {
    var found: [String] = []
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let place = line.firstRange(of: "#! ") else { continue }
      found += line[place.upperBound...].split(separator: ",").map { id in
        "\(index + 1) \(String(id).filter { $0 != " " })"
      }
    }
    return found.sorted()
  }
}
