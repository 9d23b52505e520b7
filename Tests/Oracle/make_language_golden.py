"""Writes language/golden.tsv: what qlib says of odd windows, mixed types, missing fields and point-in-time data.

A market of two instruments and 14 days is made from the numbers below; SH000300 ends before SH600000 begins. Each line
is an expression, then `refused` or the float32 values of SH600000 over all days that qlib gives, empty where missing.
Made with the versions of requirements.txt on a processor with AVX-512, where numpy's power has the bits compared here.

  PYTHONHASHSEED=0 python make_language_golden.py
"""
import os
import tempfile
import warnings

import numpy as np

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
CLOSE = [10.0, 10.5, 10.25, 9.75, 9.75, 11.0, 12.5, 12.25, float("nan"), 11.5]
OPEN = [10.0, 10.0, 10.5, 10.0, 9.5, 9.75, 11.0, 12.5, float("nan"), 11.75]
INDEX = [100.0, 101.0, 99.0]
EXPRESSIONS = """And(Ref($close>$open,1),$close>$open)
Or($close>$open,Ref($close>$open,1))
Or(Ref($close>$open,1),$close>$open)
And($close>$open,$close)
And($close,$close>$open)
And($close>$open,2)
And(Ref($close>$open,1),2)
And($close>$open,1.0)
And(Ref($close>$open,1)*1.5,$close>$open)
($close>$open)/($open>$close)
($close>$open)**($open>$close)
($close>$open)/True
($close>$open)-($open>$close)
($close>$open)*$close
Ref($close>$open,1)/($close>$open)
Ref($close>$open,1)/$close
Greater(Ref($close>$open,1),0.5)
Less(0.5,Ref($close>$open,1))
Not(Ref($close>$open,1))
Delta($close>$open,0)
Log($close>$open)+0.1
Log($close>$open)*$close
Log(Ref($close>$open,1))
Rolling($close,5,'sem')
Rolling($close,5,'rank')
Rolling($close,5,'count')
Rolling($close,5,'first')
Rolling($close,5,'last')
Rolling($close,5,'nunique')
Rolling($close,0,'cov')
Rolling($close,5,'corr')
Rolling($close,2,'skew')
Rolling($close,0.5,'anything')
Rolling($close,5,'apply')
Rolling($close,True,'mean')
Slope($close,-1)
Slope($close,0.5)
Slope($close,3.0)
Resi($close,-1)
Rsquare($close,-1)
Rsquare($close,0.5)
EMA($close,1.5)
EMA($close,-1)
EMA($close,True)
Mean($close,True)
Mean($close,False)
Mean($close,0.0)
Rank($close,0.0)
Ref($close,1.0)
Ref($close,0.0)
Skew($close,2)
Corr($close,$open,0)
Corr($close,$open,True)
$$roe_q
P($$roe_q)/$close
P($$roe)
P($close)
P(Ref($$roe_q,-1))
PRef($$roe_q,201903)+$close
$close>P($$roe_q)
$nothere/$close
$close>$nothere
If($close>1,$nothere,1)
$close/ChangeInstrument('SH000300',$close)
Mean($close/ChangeInstrument('SH000300',$close),3)
Cov($close,ChangeInstrument('SH000300',$close),3)
Corr($close,ChangeInstrument('SH000300',$close),3)
$close>ChangeInstrument('SH000300',$close)
($close>$open)|ChangeInstrument('SH000300',$close>99)
ChangeInstrument('SH000300',$close>99)|($close>$open)
($close>$open)+ChangeInstrument('SH000300',$close>99)
Greater($close>1,ChangeInstrument('SH000300',$close>99))
Power($close,1.3)
Power($close-$open,3)
Power(Mean($close,3),-0.7)
Power($close,-1)
Log(Mean($close,3))""".split("\n")


def main():
    import qlib
    from qlib.data import D
    from qlib.data.cache import H
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(f"{root}/calendars"); os.makedirs(f"{root}/instruments")
        days = np.busday_offset("2024-01-01", np.arange(14), roll="forward")
        open(f"{root}/calendars/day.txt", "w").writelines(f"{d}\n" for d in days)
        open(f"{root}/instruments/all.txt", "w").write(f"SH600000\t{days[4]}\t{days[13]}\n")
        for name, start, fields in (("sh600000", 4, {"close": CLOSE, "open": OPEN}), ("sh000300", 0, {"close": INDEX})):
            os.makedirs(f"{root}/features/{name}")
            for field, values in fields.items():
                np.array([start] + values, dtype="<f4").tofile(f"{root}/features/{name}/{field}.day.bin")
        qlib.init(provider_uri=root, region="cn", kernels=1, expression_cache=None, dataset_cache=None, logging_level=50)
        lines = []
        for e in EXPRESSIONS:
            H["f"].clear()
            try:
                with np.errstate(all="ignore"):
                    series = D.features(["SH600000"], [e]).iloc[:, 0]
                series = series.droplevel("instrument").astype(np.float32).reindex(days.astype("datetime64[ns]"))
                cells = ["" if np.isnan(v) else str(v) for v in series.to_numpy()]
                lines.append(e + "\t" + ",".join(cells) + "\n")
            except Exception:
                lines.append(e + "\trefused\n")
        open(os.path.join(HERE, "language", "golden.tsv"), "w").writelines(lines)


main()
