import Primitives
import Records

/// The cost rates under which a recorded curve was made, from the replay's traded values on days on
/// which both turned over the same.
struct FeeFit: Equatable {
  /// Fraction of the value of purchases and of sales.
  var open: Double
  var close: Double
  /// Days that entered.
  var days: Int

  private static let daysMax = 60
  private static let turnoverSlack = 0.01
  private static let residualMax = 0.02

  /// Nil where the days do not determine both rates, or no two rates explain the costs.
  init?(recorded: [ReportRow], replayed: [ReportRow], trades: [TradeRow]) {
    var bought: [TradingDay: Double] = [:]
    var sold: [TradingDay: Double] = [:]
    for trade in trades {
      if trade.direction == .buy {
        bought[trade.day, default: 0] += trade.value
      } else {
        sold[trade.day, default: 0] += trade.value
      }
    }
    var sums = (bb: 0.0, bs: 0.0, ss: 0.0, cb: 0.0, cs: 0.0)
    var rows: [(buy: Double, sell: Double, cost: Double)] = []
    var before = (cost: 0.0, left: FeeFit.initial(recorded), right: FeeFit.initial(replayed))
    for (left, right) in zip(recorded, replayed) where rows.count < FeeFit.daysMax {
      let cost = left.totalCost - before.cost
      // Rates are fractions of the account of the day before.
      let turned = (left: left.turnover * before.left, right: right.turnover * before.right)
      before = (left.totalCost, left.account, right.account)
      guard left.day == right.day, turned.right > 0,
        (left.turnover - right.turnover).magnitude <= FeeFit.turnoverSlack * left.turnover
      else { continue }
      // The accounts drift apart by the fees themselves: the replay's split, the record's size.
      let size = turned.left / turned.right
      let row = (buy: (bought[left.day] ?? 0) * size, sell: (sold[left.day] ?? 0) * size, cost: cost)
      rows.append(row)
      sums.bb += row.buy * row.buy
      sums.bs += row.buy * row.sell
      sums.ss += row.sell * row.sell
      sums.cb += row.cost * row.buy
      sums.cs += row.cost * row.sell
    }
    let determinant = sums.bb * sums.ss - sums.bs * sums.bs
    guard rows.count >= 3, determinant > 1e-6 * sums.bb * sums.ss else { return nil }
    open = (sums.cb * sums.ss - sums.cs * sums.bs) / determinant
    close = (sums.cs * sums.bb - sums.cb * sums.bs) / determinant
    days = rows.count
    let paid = rows.reduce(0) { $0 + $1.cost }
    let missed = rows.reduce(0) { [open, close] in $0 + ($1.cost - open * $1.buy - close * $1.sell).magnitude }
    guard paid > 0, missed <= FeeFit.residualMax * paid else { return nil }
  }

  /// The money before the first day, from that day's own return and cost.
  private static func initial(_ report: [ReportRow]) -> Double {
    report.first.map { $0.account / (1 + $0.returnRate - $0.cost) } ?? .nan
  }

  /// To three significant digits: least squares over rounded lots tells no more.
  var rounded: (open: Double, close: Double) { (FeeFit.rounded(open), FeeFit.rounded(close)) }

  static func rounded(_ rate: Double) -> Double {
    guard rate != 0, rate.isFinite else { return rate }
    var unit = 1.0
    while rate.magnitude / unit >= 1000 { unit *= 10 }
    while rate.magnitude * unit < 100 { unit *= 10 }
    return (rate * unit).rounded() / unit
  }
}
