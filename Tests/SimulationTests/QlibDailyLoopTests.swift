import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Three days of TopkDropout(1, 1), every number worked out by hand.
struct QlibDailyLoopTests {
  private static func market() -> TinyMarket {
    var tiny = TinyMarket(from: "2024-01-01", days: 5)
    tiny.add("SH000300", close: [128, 160, 160, 80, 80], listed: false)
    tiny.add("SH600000", close: [10, 10, 11, 12, 12], change: [0, 0, 0, 0, 0])
    tiny.add("SZ000001", close: [20, 20, 20, 20, 20])
    return tiny
  }

  private static func outcome() throws -> SimulationOutcome {
    let tiny = market()
    var backtest = BacktestConfig(
      start: tiny.calendar[1], end: tiny.calendar[3], account: 100_000,
      benchmark: .instruments([code("SH000300")]))
    backtest.exchange.openCost = 0.0005
    backtest.exchange.closeCost = 0.0015
    let scores: [(Double, Double)] = [(2, 1), (2, 1), (1, 2)]
    let predictions = try PanelTable(
      scores.enumerated().flatMap { index, pair in
        [
          (day: tiny.calendar[index], instrument: "SH600000", value: pair.0),
          (day: tiny.calendar[index], instrument: "SZ000001", value: pair.1),
        ]
      })
    return try QlibSimulation.run(
      strategy: TopkDropout(.init(topk: 1, nDrop: 1)), backtest: backtest, predictions: predictions,
      market: tiny.market)
  }

  /// Day 2: 95,000 yuan buy 9,500 shares for 47.5. Day 4: all sold at 12 for 114,000 less 171; cash
  /// 118,781.5 x 0.95 / 20 is 5,642 shares, 56 lots for 112,000 and 56.
  @Test func ordersEqualTheSumsByHand() throws {
    let trades = try QlibDailyLoopTests.outcome().trades
    #expect(
      trades.map { "\($0.day) \($0.direction.rawValue) \($0.instrument)" } == [
        "2024-01-02 buy SH600000", "2024-01-04 sell SH600000", "2024-01-04 buy SZ000001",
      ])
    #expect(trades.map(\.dealAmount) == [9_500, 9_500, 5_600])
    #expect(trades.map(\.value) == [95_000, 114_000, 112_000])
    for (cost, expected) in zip(trades.map(\.cost), [47.5, 171, 56]) {
      #expect(isNear(cost, expected))
    }
  }

  @Test func reportRowsEqualTheSumsByHand() throws {
    let report = try QlibDailyLoopTests.outcome().report
    try #require(report.map(\.day) == [day("2024-01-02"), day("2024-01-03"), day("2024-01-04")])
    let expected: [String: [Double]] = [
      "account": [99_952.5, 109_452.5, 118_725.5], "cash": [4_952.5, 4_952.5, 6_725.5],
      "value": [95_000, 104_500, 112_000], "total_cost": [47.5, 47.5, 274.5],
      "total_turnover": [95_000, 95_000, 321_000], "cost": [47.5 / 100_000, 0, 227 / 109_452.5],
      "turnover": [0.95, 0, 226_000 / 109_452.5],
      // Before costs: the second day gains 9,500 yuan, the third 9,273 after 227 of costs.
      "return": [0, 9_500 / 99_952.5, 9_500 / 109_452.5],
      "bench": [0.25, 0, -0.5],
    ]
    for field in ReportRow.fields {
      let values = try #require(expected[field.name])
      for (row, value) in zip(report, values) {
        #expect(
          Tolerance.fraction(1e-12, of: max(1, value)).accepts(field.value(row), value),
          "\(row.day) \(field.name)")
      }
    }
  }

  @Test func positionsEqualTheSumsByHand() throws {
    let positions = try QlibDailyLoopTests.outcome().positions
    try #require(positions.map(\.instrument.name) == ["SH600000", "SH600000", "SZ000001"])
    #expect(positions.map(\.amount) == [9_500, 9_500, 5_600])
    #expect(positions.map(\.price) == [10, 11, 20])
    #expect(positions.map(\.countDay) == [1, 2, 1])
    #expect(isNear(positions[2].weight, 112_000 / 118_725.5))
  }
}
