import MarketData
import Primitives
import Records

extension PanelTable {
  /// The scores as qlib's daily loop reads them, each under a trading day.
  ///
  /// qlib decides a day by the scores from the trading day before up to the second before the day itself, and takes the
  /// last one of each stock that is not missing (`qlib/backtest/signal.py`, `SignalWCache`, with `resam_ts_data`). So
  /// scores of a day without trading stand for those of the trading day before it. Scores from outside of the calendar
  /// decide nothing and are left out.
  func readByTradingDay(_ calendar: TradingCalendar) -> PanelTable {
    guard days.contains(where: { calendar.index(of: $0) == nil }) else { return self }
    var (kept, starts, codes, values): ([TradingDay], [Int], [Int32], [Double]) = ([], [0], [], [])
    var place = 0
    while place < days.count {
      guard days[place] <= calendar[calendar.count - 1], let index = calendar.lastIndex(onOrBefore: days[place]) else {
        place += 1
        continue
      }
      var last: [Int32: Double] = [:]
      while place < days.count, days[place] <= calendar[calendar.count - 1],
        calendar.lastIndex(onOrBefore: days[place]) == index
      {
        for row in rows(ofDay: place) where !self.values[row].isNaN || last[self.codes[row]] == nil {
          last[self.codes[row]] = self.values[row]
        }
        place += 1
      }
      kept.append(calendar[index])
      for (code, value) in last.sorted(by: { $0.key < $1.key }) {
        codes.append(code)
        values.append(value)
      }
      starts.append(codes.count)
    }
    return PanelTable(instruments: instruments, days: kept, offsets: starts, codes: codes, values: values)
  }
}
