"""Records as the broker hands them out; each has members of the real type only."""
from . import xtconstant


class StockAccount:
    def __init__(self, account_id, account_type="STOCK"):
        self.account_type = xtconstant.SECURITY_ACCOUNT
        self.account_id = account_id


class Record:
    """Members by name; a name that the real type lacks is refused by `test_contract.py`."""

    members = ()

    def __init__(self, **values):
        self.account_type = xtconstant.SECURITY_ACCOUNT
        for name in self.members:
            setattr(self, name, values.pop(name))
        if values:
            raise TypeError(sorted(values))


class XtAsset(Record):
    members = ("account_id", "cash", "frozen_cash", "market_value", "total_asset")


class XtOrder(Record):
    members = (
        "account_id", "stock_code", "order_id", "order_sysid", "order_time", "order_type", "order_volume", "price_type",
        "price", "traded_volume", "traded_price", "order_status", "status_msg", "strategy_name", "order_remark")


class XtTrade(Record):
    members = (
        "account_id", "stock_code", "order_type", "traded_id", "traded_time", "traded_price", "traded_volume",
        "traded_amount", "order_id", "order_sysid", "strategy_name", "order_remark", "commission")


class XtPosition(Record):
    members = (
        "account_id", "stock_code", "volume", "can_use_volume", "market_value", "frozen_volume", "on_road_volume",
        "yesterday_volume", "avg_price", "last_price", "instrument_name")


class XtOrderError(Record):
    members = ("account_id", "order_id", "error_id", "error_msg", "strategy_name", "order_remark")


class XtCancelError(Record):
    members = ("account_id", "order_id", "market", "order_sysid", "error_id", "error_msg")


class XtAccountStatus(Record):
    members = ("account_id", "status")
