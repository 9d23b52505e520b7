"""What the scripts that make golden runs share: cells as text, packed tables, and the orders of a run."""
import contextlib
import csv
import gzip
import hashlib
import io
import math
import platform

import numpy as np
import pandas as pd
import qlib
from qlib.backtest.decision import OrderDir
from qlib.backtest.exchange import Exchange

ORDER_COLUMNS = ["datetime", "instrument", "direction", "order_amount", "deal_amount"]


def text(value):
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else repr(value) if isinstance(value, float) else str(value)


def write(path, header, rows):
    """Writes a gzipped table whose bytes depend on its content alone; returns the content's SHA-256."""
    body = io.StringIO()
    writer = csv.writer(body, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[text(v) for v in row] for row in rows])
    data = body.getvalue().encode()
    with open(path, "wb") as file:
        file.write(gzip.compress(data, 9, mtime=0))
    return hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def recorded_orders():
    """Every order that reaches the account while the block runs, in the order of execution."""
    rows = []
    original = Exchange.deal_order

    def deal(self, order, trade_account=None, position=None, dealt_order_amount=None, **kwargs):
        extra = {} if dealt_order_amount is None else {"dealt_order_amount": dealt_order_amount}
        result = original(self, order, trade_account=trade_account, position=position, **extra)
        if trade_account is not None:
            rows.append([str(order.start_time.date()), order.stock_id, "buy" if order.direction == OrderDir.BUY else "sell",
                         float(order.amount), float(order.deal_amount)])
        return result

    Exchange.deal_order = deal
    try:
        yield rows
    finally:
        Exchange.deal_order = original


def versions():
    return dict(python=platform.python_version(), pyqlib=qlib.__version__, pandas=pd.__version__, numpy=np.__version__)
