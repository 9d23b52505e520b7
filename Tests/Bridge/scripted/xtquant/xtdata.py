"""Quotes and history of the scripted market."""
from .broker import Broker

enable_hello = True


class Frame:
    """Columns by name, as much of a table as the bridge reads."""

    def __init__(self, columns, rows):
        self.columns = {name: Column([row[place] for row in rows]) for place, name in enumerate(columns)}
        self.count = len(rows)

    def __len__(self):
        return self.count

    def __getitem__(self, name):
        return self.columns[name]


class Column:
    def __init__(self, values):
        self.values = values

    def tolist(self):
        return list(self.values)


def _market():
    broker = Broker()
    if "quotes" in broker.script().get("raise", []):
        raise RuntimeError("scripted absence of quotes")
    return broker.market()


def get_full_tick(code_list):
    market = _market()
    return {code: market[code]["tick"] for code in code_list if "tick" in market.get(code, {})}


def get_instrument_detail(stock_code, iscomplete=False):
    return _market().get(stock_code, {}).get("detail")


def download_history_data(stock_code, period, start_time='', end_time='', incrementally=None):
    return _market().get(stock_code, {}).get("download")


def get_market_data_ex(
    field_list=[], stock_list=[], period='1d', start_time='', end_time='', count=-1, dividend_type='none', fill_data=True
):
    market = _market()
    return {code: Frame(field_list, market[code]["bars"][period]) for code in stock_list if "bars" in market.get(code, {})}
