import MarketData
import Primitives
import Records

/// Collects the days of a run under the exchange's rules as the rows of a run folder.
///
/// The report has qlib's columns with qlib's meanings: rates are fractions of the account at the close
/// before (on the first day: of the initial cash), `return` is before costs.
struct AShareRunLedger {
  let quotes: AShareQuotes
  var outcome = SimulationOutcome()
  private var lastValue: Money
  private var turnover = Money.zero
  private var cost = Money.zero

  init(quotes: AShareQuotes, initial: Money) {
    self.quotes = quotes
    lastValue = initial
  }

  mutating func append(_ day: AShareSimulation.Day, on index: Int, bench: Double) {
    let date = quotes.calendar[index]
    let traded = day.trades.reduce(Money.zero) { $0 + $1.value }
    let paid = day.trades.reduce(Money.zero) { $0 + $1.cost.total }
    turnover += traded
    cost += paid
    let value = day.account.totalValue
    let base = lastValue.yuan
    outcome.report.append(
      ReportRow(
        day: date, account: value.yuan, returnRate: (value - lastValue + paid).yuan / base,
        totalTurnover: turnover.yuan, turnover: traded.yuan / base, totalCost: cost.yuan,
        cost: paid.yuan / base, value: day.account.stockValue.yuan, cash: day.account.cash.yuan,
        bench: bench))
    lastValue = value
    outcome.trades += rows(day, date)
    for position in day.account.positions {
      outcome.positions.append(
        PositionRow(
          day: date, instrument: quotes.instruments[Int(position.stock)],
          amount: Double(position.shares), price: Double(position.price) / 100,
          weight: position.value.yuan / value.yuan, countDay: position.countDay))
    }
  }

  /// Trades first, in the order of execution; an order that dealt in part is one row. Then what did
  /// not trade at all, passed-over stocks included.
  private func rows(_ day: AShareSimulation.Day, _ date: TradingDay) -> [TradeRow] {
    var left = day.rejections
    var rows: [TradeRow] = []
    for trade in day.trades {
      let rest = left.firstIndex { $0.stock == trade.stock && $0.side == trade.side }
        .map { left.remove(at: $0) }
      rows.append(
        TradeRow(
          day: date, instrument: quotes.instruments[Int(trade.stock)], direction: trade.side,
          orderAmount: Double(trade.shares + (rest?.shares ?? 0)), dealAmount: Double(trade.shares),
          price: trade.price.yuan, value: trade.value.yuan, cost: trade.cost.total.yuan,
          status: rest == nil ? .filled : .partial, reason: rest?.reason))
    }
    return rows
      + left.map { rejection in
        TradeRow(
          day: date, instrument: quotes.instruments[Int(rejection.stock)], direction: rejection.side,
          orderAmount: Double(rejection.shares), dealAmount: 0, price: .nan, value: 0, cost: 0,
          status: .rejected, reason: rejection.reason)
      }
  }
}
