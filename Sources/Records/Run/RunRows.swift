package import Primitives

/// One day of a backtest's report; qlib's columns (`Contracts.md`, daily report: rates are fractions of the
/// account at the close of the day before).
package struct ReportRow: Equatable, Sendable {
  package var day: TradingDay
  /// Yuan at the close.
  package var account: Double
  /// Before costs.
  package var returnRate: Double
  /// Running sum of traded value, yuan.
  package var totalTurnover: Double
  package var turnover: Double
  /// Running sum of costs, yuan.
  package var totalCost: Double
  package var cost: Double
  /// Yuan in stocks.
  package var value: Double
  package var cash: Double
  /// Daily return of the benchmark; NaN is missing.
  package var bench: Double

  package init(
    day: TradingDay, account: Double, returnRate: Double, totalTurnover: Double, turnover: Double,
    totalCost: Double, cost: Double, value: Double, cash: Double, bench: Double
  ) {
    self.day = day
    self.account = account
    self.returnRate = returnRate
    self.totalTurnover = totalTurnover
    self.turnover = turnover
    self.totalCost = totalCost
    self.cost = cost
    self.value = value
    self.cash = cash
    self.bench = bench
  }

  /// What the day leaves beyond the benchmark, costs deducted; NaN without a benchmark.
  package var excess: Double { returnRate - bench - cost }

  /// The numeric columns of `report.csv` in order, by name.
  package static var fields: [(name: String, value: @Sendable (ReportRow) -> Double)] {
    [
      ("account", { $0.account }), ("return", { $0.returnRate }), ("total_turnover", { $0.totalTurnover }),
      ("turnover", { $0.turnover }), ("total_cost", { $0.totalCost }), ("cost", { $0.cost }),
      ("value", { $0.value }), ("cash", { $0.cash }), ("bench", { $0.bench }),
    ]
  }
}

/// A holding at the close of a day.
package struct PositionRow: Equatable, Sendable {
  package var day: TradingDay
  package var instrument: InstrumentID
  /// Adjusted shares under qlib rules; real shares = amount x factor.
  package var amount: Double
  /// Last adjusted close, yuan.
  package var price: Double
  /// Fraction of the account.
  package var weight: Double
  /// Closes since the purchase, the day of purchase counted as 1.
  package var countDay: Int

  package init(
    day: TradingDay, instrument: InstrumentID, amount: Double, price: Double, weight: Double, countDay: Int
  ) {
    self.day = day
    self.instrument = instrument
    self.amount = amount
    self.price = price
    self.weight = weight
    self.countDay = countDay
  }
}

/// The side of an order.
package enum Direction: String, Sendable, CaseIterable {
  case buy, sell
}

/// One order and what became of it; orders that did not trade are rows too.
package struct TradeRow: Equatable, Sendable {
  package enum Status: String, Sendable { case filled, partial, rejected }

  package var day: TradingDay
  package var instrument: InstrumentID
  package var direction: Direction
  package var orderAmount: Double
  package var dealAmount: Double
  /// NaN where the order could not trade.
  package var price: Double
  /// Yuan traded.
  package var value: Double
  /// Yuan paid.
  package var cost: Double
  package var status: Status
  /// Why it is not filled; nil when filled.
  package var reason: RejectReason?

  package init(
    day: TradingDay, instrument: InstrumentID, direction: Direction, orderAmount: Double, dealAmount: Double,
    price: Double, value: Double, cost: Double, status: Status, reason: RejectReason?
  ) {
    self.day = day
    self.instrument = instrument
    self.direction = direction
    self.orderAmount = orderAmount
    self.dealAmount = dealAmount
    self.price = price
    self.value = value
    self.cost = cost
    self.status = status
    self.reason = reason
  }
}
