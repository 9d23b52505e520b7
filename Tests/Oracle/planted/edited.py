"""A result whose record is changed while its metrics stay."""
import copy


class Edited:
    """A result whose record is changed while its metrics stay."""

    def __init__(self, result):
        self.__dict__.update(result.__dict__)
        self.report = result.report.copy()
        self.positions = copy.deepcopy(result.positions)
        self.indicators = result.indicators.copy()
        self.metrics = dict(result.metrics)

    def entries(self, stamp):
        holding = self.positions[stamp]
        return getattr(holding, "position", holding)

    def stocks(self, stamp):
        return sorted(code for code, entry in self.entries(stamp).items() if isinstance(entry, dict))

    def kept_stock(self, index):
        """A stock held with one amount the day before, that day and, where there is one, the day after."""
        days = list(self.report.index)
        around = days[index - 1:index + 2]
        for code in self.stocks(days[index]):
            amounts = [self.entries(day).get(code, {}).get("amount") for day in around]
            if None not in amounts and len(set(amounts)) == 1:
                return code
        raise ValueError("no stock is kept around day %d" % index)

    def trading_day(self, index, step=1):
        """The first day from there on with a turnover."""
        days = list(self.report.index)
        while not self.report["turnover"].iloc[index] > 0:
            index += step
        return days[index]
