package import MarketData
package import Primitives
import Records

/// The returns that a risk model of one day is estimated from.
package struct RiskReturns: Sendable {
  /// Sorted.
  package var instruments: [InstrumentID]
  /// A row a day, a column a stock; NaN is missing, and so is the whole first row. Each value is a float32.
  package var values: Matrix
  /// Members of the universe that had no return in any of the days; they are no column.
  package var withoutReturns: [InstrumentID]

  /// How many returns each stock has.
  package var counts: [Int] {
    (0..<values.columns).map { column in values.column(column).reduce(0) { $0 + ($1.isNaN ? 0 : 1) } }
  }
}

/// The preparation of returns as qlib's example has it (`examples/portfolio/prepare_riskdata.py`), with pandas below 3.
///
/// The stocks of a day are the members of the universe with a row on it, suspended or not. Their closes of the last
/// 240 trading days are divided in float32 by those before; a missing close counts as the last one of these days, and
/// days before the first one stay missing. Days outside of the listing in `all` have no close. Of each stock, returns
/// beyond its 2.5% and 97.5% quantiles become those.
package struct RiskPreparation: Sendable {
  /// Trading days of closes, which give one return less.
  package static let window = 240

  package let calendar: TradingCalendar
  /// Sorted by instrument.
  private let stocks: [Stock]

  private struct Stock: Sendable {
    let instrument: InstrumentID
    let close: FieldSeries
    let member: [Universe.Span]
    let listed: [Universe.Span]

    func isMember(_ day: TradingDay) -> Bool { member.contains { $0.start <= day && day <= $0.end } }
    func isListed(_ day: TradingDay) -> Bool { listed.contains { $0.start <= day && day <= $0.end } }
  }

  /// - Throws: `market.universe-missing` (exit 3) for the universe, or for `all`; damage of a file.
  package init(_ market: any Market, universe name: String) throws {
    calendar = market.calendar
    let universe = try market.universe(name)
    let all = Dictionary(try market.universe("all").members.map { ($0.instrument, $0.spans) }) { $0 + $1 }
    stocks = try universe.members.map { member in
      Stock(
        instrument: member.instrument, close: try market.series("close", of: member.instrument) ?? .empty,
        member: member.spans, listed: all[member.instrument] ?? [])
    }
  }

  /// Nil where fewer trading days than the window lie before the end of the day.
  ///
  /// - Parameter index: of the day in the calendar.
  package func returns(at index: Int) -> RiskReturns? {
    let first = index - RiskPreparation.window + 1
    guard first >= 0 else { return nil }
    let days = calendar.days[first...index]
    var result = RiskReturns(instruments: [], values: Matrix(rows: days.count, columns: 0), withoutReturns: [])
    var values: [Double] = []
    for stock in stocks where stock.close.view.hasRow(index) && stock.isMember(calendar[index]) {
      let closes = zip(days.indices, days).map { stock.isListed($1) ? stock.close[$0] : .nan }
      let returns = RiskPreparation.clipped(RiskPreparation.returns(closes))
      if returns.allSatisfy(\.isNaN) {
        result.withoutReturns.append(stock.instrument)
      } else {
        result.instruments.append(stock.instrument)
        values += returns.map { Double($0) }
      }
    }
    result.values = Matrix(rows: days.count, columns: result.instruments.count, values: values)
    return result
  }

  /// pandas' `pct_change` below version 3.
  static func returns(_ closes: [Float]) -> [Float] {
    var last = Float.nan
    return closes.map { close in
      let before = last
      if !close.isNaN { last = close }
      return last / before - 1
    }
  }

  static func clipped(_ returns: [Float]) -> [Float] {
    let sorted = returns.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return returns }
    let (low, high) = (quantile(sorted, 0.025), quantile(sorted, 0.975))
    return returns.map { value in
      let raised = value < low ? low : value
      return raised > high ? high : raised
    }
  }

  /// numpy's linear quantile of float32 values, which it weighs in Double.
  private static func quantile(_ sorted: [Float], _ share: Double) -> Float {
    let place = Double(sorted.count - 1) * share
    let below = Int(place.rounded(.down))
    let (left, right) = (sorted[below], sorted[min(below + 1, sorted.count - 1)])
    let (weight, difference) = (place - Double(below), Double(right - left))
    return Float(weight < 0.5 ? Double(left) + difference * weight : Double(right) - difference * (1 - weight))
  }
}
