import Primitives
import Records
import TestSupport
import Testing

/// The comparison that the golden tests rest on names what differs, and sees small differences.
struct FirstDifferenceTests {
  private let trades = [
    trade("2024-01-02", "SH600000", .sell, 100), trade("2024-01-02", "SZ000001", .sell, 200),
    trade("2024-01-02", "SH600010", .buy, 300), trade("2024-01-03", "SH600010", .sell, 300),
  ]

  private static func trade(_ date: String, _ name: String, _ side: Direction, _ amount: Double)
    -> TradeRow
  {
    TradeRow(
      day: day(date), instrument: code(name), direction: side, orderAmount: amount,
      dealAmount: amount, price: 10,
      value: 10 * amount, cost: 5, status: .filled, reason: nil)
  }

  @Test func salesOfADayHaveNoOrder() {
    var other = trades
    other.swapAt(0, 1)
    #expect(FirstDifference.trades(trades, other) == nil)
  }

  @Test func namesDayInstrumentFieldAndBothValues() {
    var other = trades
    other[1].dealAmount = 200.0000001
    #expect(
      FirstDifference.trades(trades, other)
        == "2024-01-02 SZ000001 deal_amount: 200.0 here, 200.0000001 recorded")
    #expect(
      FirstDifference.trades(Array(trades.dropLast()), trades)
        == "2024-01-03 SH600010 number of orders: 3 here, 4 recorded")
  }

  @Test func positionsArePreciseToTheBitInPrices() {
    let row = PositionRow(
      day: day("2024-01-02"), instrument: code("SH600000"), amount: 100, price: 10, weight: 0.5,
      countDay: 1)
    var other = row
    other.price = (10.0).nextUp
    #expect(
      FirstDifference.positions([row], [other])
        == "2024-01-02 SH600000 price: 10.0 here, 10.000000000000002 recorded")
    other = row
    other.countDay = 2
    #expect(
      FirstDifference.positions([row], [other])
        == "2024-01-02 SH600000 count_day: 1 here, 2 recorded")
  }

  @Test func moneyIsJudgedByTheAccountAndRatesByThemselves() {
    let row = ReportRow(
      day: day("2024-01-02"), account: 1e8, returnRate: 0.01, totalTurnover: 0, turnover: 0,
      totalCost: 0, cost: 0,
      value: 0, cash: 1e8, bench: .nan)
    var other = row
    other.cash += 0.00009
    #expect(FirstDifference.reports([row], [other]) == nil)
    other.cash += 0.00009
    #expect(FirstDifference.reports([row], [other])?.hasPrefix("2024-01-02  cash: ") == true)
    other = row
    other.returnRate += 2e-12
    #expect(FirstDifference.reports([row], [other])?.hasPrefix("2024-01-02  return: ") == true)
    other = row
    other.bench = 0
    #expect(FirstDifference.reports([row], [other]) == "2024-01-02  bench: nan here, 0.0 recorded")
  }
}
